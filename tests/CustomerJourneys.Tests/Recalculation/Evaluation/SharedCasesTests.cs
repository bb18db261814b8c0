using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>The cases that are shared with other implementations of the semantics, as far as the rules go that are known so far.</summary>
public sealed class SharedCasesTests
{
    private static readonly string[] LaterMembers = ["conversionWindow", "activityRange", "window", "excluding"];

    [SharedCasesFact]
    public void Evaluate_SharedCases_ReachAsExpected()
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(SharedCasesFactAttribute.File!));
        var tried = cases.RootElement.EnumerateArray().Where(IsKnown).ToList();
        // 22 of the cases need no more than conditions on activities; a lower number means that the choice above is wrong.
        Assert.InRange(tried.Count, 22, int.MaxValue);
        Assert.All(tried, Try);
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

    private static bool IsKnown(JsonElement item)
    {
        var journey = item.GetProperty("journey");
        return !LaterMembers.Any(name => journey.TryGetProperty(name, out _))
            && journey.GetProperty("stages").EnumerateArray().All(stage => !LaterMembers.Any(name => stage.TryGetProperty(name, out _))
                && stage.GetProperty("conditions").GetProperty("groups").EnumerateArray().All(group => group.GetProperty("conditions").EnumerateArray().All(
                    condition => condition.GetProperty("rule").GetString() == "performedActivity" && !condition.TryGetProperty("withinLast", out _))));
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
    public static string? File { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "cases", "cases.json");
            if (System.IO.File.Exists(file))
                return file;
        }

        return null;
    }
}
