using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>The cases that are shared with other implementations of the semantics.</summary>
public sealed class SharedCasesTests
{
    [SharedCasesFact]
    public void Evaluate_SharedCases_ReachAsExpected()
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(SharedCasesFactAttribute.File!));
        JsonElement[] all = [.. cases.RootElement.EnumerateArray()];
        Assert.NotEmpty(all);
        Assert.All(all, Try);
    }

    private static void Try(JsonElement item)
    {
        var journey = JourneyJson.Read(
            JsonSerializer.SerializeToUtf8Bytes(item.GetProperty("journey")), IdSource.FromClock(TimeProvider.System), scheduledByDefault: true, []);
        var story = new Story([.. item.GetProperty("events").EnumerateArray().Select((told, i) =>
            new Activity(told.GetProperty("contact").GetString()!, $"a{i}", told.GetProperty("type").GetString()!, Story.At(told.GetProperty("second").GetDouble()))
            {
                Value = told.TryGetProperty("value", out var value) ? value.ToString() : "",
            })]);
        var expected = item.GetProperty("expectedReach").EnumerateObject().ToDictionary(
            contact => contact.Name, contact => contact.Value.EnumerateArray().Select(second => Story.At(second.GetDouble())).ToArray());

        Assert.Equal(Witnesses.Describe(expected), Witnesses.Describe(Witnesses.ByDefinition(journey, story)));
        Assert.Equal(Witnesses.Describe(expected), Witnesses.Describe(Witnesses.Of(journey, story)));
        Assert.Equal(
            item.GetProperty("expectedConverted").EnumerateArray().Select(count => count.GetInt64()),
            Witnesses.Evaluate(journey, story.Activities, story.Contacts).CountConverted());
    }
}

/// <summary>A test of the shared cases: skipped where the folder <c>shared</c> does not lie beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedCasesFactAttribute : FactAttribute
{
    /// <summary>Finds the cases.</summary>
    public SharedCasesFactAttribute()
    {
        if (File is null)
            Skip = "The folder with the shared cases does not lie beside the repository: ../shared/cases/cases.json.";
    }

    /// <summary>The cases, or <see langword="null"/>.</summary>
    public static string? File { get; } = SharedFolder.Find("cases", "cases.json");
}
