using System.Globalization;
using System.Text.Json.Nodes;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Testing.Journeys;

/// <summary>Definitions as JSON, from a seed: the same seed gives the same definition. Every one is right, and everything that a definition may hold occurs.</summary>
public static class RandomDefinitions
{
    private static readonly IReadOnlyList<ConditionRule> ActivityRules = [.. ConditionRules.All.Where(RandomConditions.IsActivity)];
    private static readonly IReadOnlyList<ConditionRule> ContactRules = [.. ConditionRules.All.Where(RandomConditions.IsContact)];

    /// <summary>The definition of a seed.</summary>
    public static JsonObject Next(int seed)
    {
        var random = new Random(seed);
        var startsWithoutActivity = random.Next(4) == 0;
        var definition = new JsonObject { ["displayName"] = "Größe 🙂", ["scheduledRecalculation"] = random.Next(2) == 0 };
        if (!startsWithoutActivity && random.Next(2) == 0)
            definition["conversionWindow"] = Duration(random);
        if (random.Next(2) == 0)
            definition["activityRange"] = new JsonObject { ["from"] = "2026-01-04T00:00:00Z", ["to"] = random.Next(2) == 0 ? "2026-02-01T00:00:00.5Z" : null };
        definition["stages"] = new JsonArray([.. Enumerable.Range(1, random.Next(1, 5)).Select(number => Stage(random, number, startsWithoutActivity))]);
        return definition;
    }

    private static JsonObject Stage(Random random, int number, bool startsWithoutActivity)
    {
        var stage = new JsonObject { ["id"] = string.Create(CultureInfo.InvariantCulture, $"s{number}"), ["name"] = $"Stage <{number}>" };
        if (random.Next(2) == 0)
            stage["kpi"] = random.Next(1, int.MaxValue);
        stage["conditions"] = number == 1 && startsWithoutActivity ? Conditions(random, ContactRules, ContactRules) : Conditions(random, ActivityRules, ConditionRules.All);
        if (number > 1 && random.Next(2) == 0)
            stage["excluding"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Exclusion(random))]);
        if (number > 1 && !(number == 2 && startsWithoutActivity) && random.Next(2) == 0)
            stage["window"] = Duration(random);
        if (random.Next(2) == 0)
            stage["map"] = Map(random);
        return stage;
    }

    // Whichever way is chosen, it holds a condition of the needed rules: one group of nothing else where all groups must hold, one such condition in every group of All otherwise.
    private static JsonObject Conditions(Random random, IReadOnlyList<ConditionRule> needed, IReadOnlyList<ConditionRule> others)
    {
        var groups = random.Next(1, 4);
        var all = random.Next(2) == 0;
        var pure = all ? random.Next(groups) : -1;
        return new JsonObject
        {
            ["match"] = all ? "all" : "any",
            ["groups"] = new JsonArray([.. Enumerable.Range(0, groups).Select(group => group == pure
                ? Group(random, Either(random), [.. Some(random, needed)])
                : all ? Group(random, Either(random), [.. Some(random, others)])
                : Group(random, "all", [.. Some(random, others), RandomConditions.Next(random, needed[random.Next(needed.Count)])]))]),
        };
    }

    private static JsonObject Group(Random random, string match, JsonObject[] conditions)
    {
        random.Shuffle(conditions);
        return new JsonObject { ["match"] = match, ["conditions"] = new JsonArray([.. conditions]) };
    }

    private static IEnumerable<JsonObject> Some(Random random, IReadOnlyList<ConditionRule> rules) =>
        Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomConditions.Next(random, rules[random.Next(rules.Count)]));

    private static JsonObject Exclusion(Random random)
    {
        var exclusion = RandomConditions.Next(random, ConditionRules.Find("performedActivity")!);
        exclusion.Remove("atLeast");
        exclusion.Remove("withinLast");
        return exclusion;
    }

    private static JsonObject Map(Random random)
    {
        var map = new JsonObject { ["phase"] = Name<JourneyPhase>(random) };
        foreach (var name in (string[])["mindset", "customerNeed", "engagement", "objective", "owner", "notes"])
        {
            if (random.Next(2) == 0)
                map[name] = random.Next(3) == 0 ? "" : "What they “need” 🙂\n\"now\"";
        }

        if (random.Next(2) == 0)
            map["customerSegment"] = Name<CustomerSegment>(random);
        if (random.Next(2) == 0)
            map["reviewOn"] = "2027-01-15";
        if (random.Next(2) == 0)
            map["touchpoints"] = new JsonArray(new JsonObject { ["name"] = "Fair", ["kind"] = Name<TouchpointKind>(random) }, new JsonObject { ["name"] = "Mail", ["kind"] = "digital" });
        if (random.Next(2) == 0)
            map["sources"] = new JsonArray("Interviews, spring", "");
        return map;
    }

    private static string Name<T>(Random random)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)].ToString());

    private static JsonNode Duration(Random random) => RandomConditions.Value(random, new RuleParameter("any", ParameterKind.Duration, IsRequired: true));

    private static string Either(Random random) => random.Next(2) == 0 ? "all" : "any";
}
