using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Testing.Journeys;

namespace CustomerJourneys.Tests.Journeys.Definitions;

/// <summary>What holds of every definition: nothing of it is lost, and what was written reads as the same and is written again the same.</summary>
public sealed class DefinitionRoundTripTests
{
    private const int Definitions = 400;

    [Fact]
    public void Read_RandomDefinitions_AreWrittenWhole_AndReadTheSame()
    {
        for (var seed = 0; seed < Definitions; seed++)
        {
            var told = RandomDefinitions.Next(seed);

            var read = JourneyText.Read(told.ToJsonString());
            var written = JourneyText.Write(read);
            var again = JourneyText.Read(written);

            Assert.True(Holds(JsonNode.Parse(written), told, "", out var lost), $"Seed {seed}: {lost} of\n{told}\nis not in\n{written}");
            Assert.Equal(written, JourneyText.Write(again));
            Assert.Equivalent(read, again, strict: true);
        }
    }

    [Fact]
    public void Next_RandomDefinitions_HoldEverythingThatThereIs()
    {
        var told = string.Join('\n', Enumerable.Range(0, Definitions).Select(seed => RandomDefinitions.Next(seed).ToJsonString()));

        string[] members = ["conversionWindow", "activityRange", "window", "excluding", "map", "touchpoints", "sources", "reviewOn", "withinLast", "atLeast", "where"];
        Assert.All(members, member => Assert.Contains($"\"{member}\":", told, StringComparison.Ordinal));
        Assert.All(ConditionRules.All, rule => Assert.Contains($"\"rule\":\"{rule.Id}\"", told, StringComparison.Ordinal));
    }

    [Fact]
    public void Write_EverythingThatADefinitionMayHold_KeepsTheOrderOfMembers()
    {
        const string Condition = """{"rule":"performedActivity","activityType":"a","where":[{"field":"value","operator":"contains","value":"x"}],"atLeast":2,"withinLast":"P30D"}""";
        const string Whole =
            """{"displayName":"A","scheduledRecalculation":true,"conversionWindow":"P7D","activityRange":{"from":"2026-01-04T00:00:00Z","to":null},"stages":[""" +
            $$$"""{"id":"one","name":"1","kpi":200,"conditions":{"match":"all","groups":[{"match":"any","conditions":[{{{Condition}}}]}]}},""" +
            """{"id":"two","name":"2","window":"P2D","conditions":{"match":"all","groups":[{"match":"all","conditions":[{"rule":"becameMember"}]}]}""" +
            ""","excluding":[{"rule":"performedActivity","activityType":"unsubscribe","where":[{"field":"channel","operator":"equals","value":"web"}]}]""" +
            ""","map":{"phase":"think","customerSegment":"loyalCustomer","touchpoints":[{"name":"Newsletter","kind":"digital"},{"name":"Fair","kind":"offline"}]""" +
            ""","mindset":"m","customerNeed":"c","engagement":"e","objective":"o","owner":"Growth","reviewOn":"2027-01-15","sources":["s"],"notes":"n"}}]}""";
        var backwards = Backwards(JsonNode.Parse(Whole)!).ToJsonString();

        Assert.NotEqual(Whole, backwards);
        Assert.Equal(Whole, JourneyText.Write(JourneyText.Read(backwards)));
    }

    private static JsonNode Backwards(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : Backwards(member.Value)))),
        JsonArray a => new JsonArray([.. a.Select(item => Backwards(item!))]),
        _ => node.DeepClone(),
    };

    // Whether everything that was told is in what was written, which may say more.
    private static bool Holds(JsonNode? written, JsonNode? told, string path, out string lost)
    {
        lost = path;
        switch (told)
        {
            case null:
                return true;
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    if (!Holds((written as JsonObject)?[name], value, $"{path}.{name}", out lost))
                        return false;
                }

                return written is JsonObject;
            case JsonArray items:
                if (written is not JsonArray array || array.Count != items.Count)
                    return false;
                for (var i = 0; i < items.Count; i++)
                {
                    if (!Holds(array[i], items[i], $"{path}[{i}]", out lost))
                        return false;
                }

                return true;
            default:
                return written is not null && written.GetValueKind() == told.GetValueKind() && (told.GetValueKind() == JsonValueKind.Number
                    ? JsonSerializer.Deserialize<double>(written).Equals(JsonSerializer.Deserialize<double>(told))
                    : JsonNode.DeepEquals(written, told));
        }
    }
}
