using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>An activity as tests send it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ContactId">Who did it.</param>
/// <param name="Type">What was done.</param>
/// <param name="OccurredAt">When, as it stands in a request.</param>
public sealed record SampleActivity(string Id, string ContactId, string Type, string OccurredAt)
{
    /// <summary>The query of an import of <see cref="ToCsv"/>.</summary>
    public const string CsvQuery = "format=csv&id=id&contactId=contact&type=type&occurredAt=time";

    /// <summary>A batch as one JSON document.</summary>
    public static string ToJson(IEnumerable<SampleActivity> activities) =>
        new JsonObject { ["activities"] = new JsonArray([.. activities.Select(activity => activity.ToNode())]) }.ToJsonString();

    /// <summary>A batch as one JSON document a line.</summary>
    public static string ToNdjson(IEnumerable<SampleActivity> activities) =>
        string.Concat(activities.Select(activity => activity.ToNode().ToJsonString() + "\n"));

    /// <summary>A file with a header; ids, contacts and types of tests need no quotes.</summary>
    public static string ToCsv(IEnumerable<SampleActivity> activities)
    {
        var text = new StringBuilder("id,contact,type,time\n");
        foreach (var activity in activities)
            text.Append(activity.Id).Append(',').Append(activity.ContactId).Append(',').Append(activity.Type).Append(',').Append(activity.OccurredAt).Append('\n');
        return text.ToString();
    }

    private JsonNode ToNode() => JsonSerializer.SerializeToNode(this, JsonSerializerOptions.Web)!;
}
