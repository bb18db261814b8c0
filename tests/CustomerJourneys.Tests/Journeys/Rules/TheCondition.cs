using System.Text;
using System.Text.Json;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Tests.Journeys.Rules;

/// <summary>One condition, read from JSON and written again.</summary>
internal static class TheCondition
{
    /// <summary>Reads a condition that is right.</summary>
    public static StageCondition Of(string json)
    {
        var errors = new List<FieldError>();
        using var document = JsonDocument.Parse(json);
        var condition = ConditionRules.Read(document.RootElement, "", errors);
        Assert.Empty(errors);
        return condition!;
    }

    /// <summary>What is wrong with a condition: the path and the code of each error.</summary>
    public static IEnumerable<string> ErrorsOf(string json)
    {
        var errors = new List<FieldError>();
        using var document = JsonDocument.Parse(json);
        ConditionRules.Read(document.RootElement, "", errors);
        return errors.Select(error => $"{error.Path} {error.Code}");
    }

    /// <summary>Writes a condition.</summary>
    public static string Write(StageCondition condition)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            ConditionRules.Write(writer, condition);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
