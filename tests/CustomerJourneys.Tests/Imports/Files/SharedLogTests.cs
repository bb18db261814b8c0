using CustomerJourneys.Testing;

namespace CustomerJourneys.Tests.Imports.Files;

/// <summary>Reads real logs where they lie beside the repository, and passes over them where they do not.</summary>
public sealed class SharedLogTests
{
    [SharedLogTheory]
    [InlineData("simple-onlineshop/events.csv", "format=csv&contactId=contact&type=type&occurredAt=time", 32_283, 3_751, 12)]
    [InlineData(
        "ecommerce-user-events/user_events.csv",
        "format=csv&id=event_id&contactId=user_id&type=event_type&occurredAt=event_date&value=product_id&channel=traffic_source&properties=amount,product_id",
        9_381, 5_000, 5)]
    public async Task ReadAsync_RealLog_TakesEveryRow(string name, string parameters, int expectedRows, int contacts, int types)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(SharedLogTheoryAttribute.Folder!, name));

        var rows = await FileRows.ReadAsync(bytes, FileRows.Mapping(parameters));

        Assert.Empty(rows.Rejected);
        Assert.Equal(expectedRows, rows.Activities.Select(activity => (activity.ContactId, activity.Id)).Distinct().Count());
        Assert.Equal(expectedRows, rows.Rows);
        Assert.Equal(contacts, rows.Activities.Select(activity => activity.ContactId).Distinct().Count());
        Assert.Equal(types, rows.Activities.Select(activity => activity.Type).Distinct().Count());
    }
}

/// <summary>A theory over the shared logs; skipped where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedLogTheoryAttribute : TheoryAttribute
{
    public SharedLogTheoryAttribute()
    {
        if (Folder is null)
            Skip = "There is no folder shared/data beside the repository.";
    }

    /// <summary>The folder of the logs.</summary>
    public static string? Folder { get; } = SharedFolder.Find("data");
}
