using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// Says a stage's conditions with fewer: what a condition builder repeats, or spreads over groups, is asked for once. The fewer conditions there
/// are, the fewer kinds of activities, and the fewer choices among equal times.
/// </summary>
/// <remarks>
/// None of it changes which reach times are possible, nor makes a stage use more: groups that join their conditions as the stage joins groups
/// are one group; of one condition twice, All asks for the greater number and Any for the smaller; of several that ask for a single
/// activity, Any asks for one activity that any of them means. A stage with a negated condition stays as it is told, since there it matters how
/// many activities can be picked in all.
/// </remarks>
internal static class SimplifiedConditions
{
    /// <summary>Simplifies the conditions of a stage.</summary>
    public static (Match Match, IReadOnlyList<(Match Match, List<CompiledCondition> Conditions)> Groups) Of(
        Match match, IReadOnlyList<(Match Match, List<CompiledCondition> Conditions)> groups)
    {
        if (groups.Any(group => group.Conditions.Exists(condition => condition.Kind == ConditionKind.NotPerformed)))
            return (match, groups);
        // Once more, since a group that has become one condition joins the others.
        var simple = Join(match, Join(match, groups));
        return (simple.Count == 1 ? Match.All : match, simple);
    }

    private static List<(Match Match, List<CompiledCondition> Conditions)> Join(
        Match match, IReadOnlyList<(Match Match, List<CompiledCondition> Conditions)> groups)
    {
        var joined = new List<CompiledCondition>();
        var others = new List<(Match Match, List<CompiledCondition> Conditions)>();
        foreach (var (groupMatch, conditions) in groups)
        {
            var simple = Simplify(groupMatch, conditions);
            if (groupMatch == match || simple.Count == 1)
                joined.AddRange(simple);
            else if (!others.Exists(other => other.Match == groupMatch && AreEqual(other.Conditions, simple)))
                others.Add((groupMatch, simple));
        }

        if (joined.Count > 0)
            others.Insert(0, (match, Simplify(match, joined)));
        return others;
    }

    private static List<CompiledCondition> Simplify(Match match, List<CompiledCondition> conditions)
    {
        var simple = conditions
            .GroupBy(condition => (condition.Kind, string.Join(',', condition.Indexes)))
            .Select(same => same.First() with
            {
                AtLeast = match == Match.All ? same.Max(condition => condition.AtLeast) : same.Min(condition => condition.AtLeast),
            })
            .ToList();
        if (match == Match.All)
            return simple;
        var single = simple.FindAll(condition => condition is { Kind: ConditionKind.Performed, AtLeast: 1 });
        if (single.Count == 0)
            return simple;
        int[] any = [.. single.SelectMany(condition => condition.Indexes).Distinct().Order()];
        // Where one suffices, nothing is gained by more of the same.
        simple.RemoveAll(condition => condition.Kind == ConditionKind.Performed && condition.Indexes.All(any.Contains));
        simple.Insert(0, new CompiledCondition(ConditionKind.Performed, 0, any, 1));
        return simple;
    }

    private static bool AreEqual(List<CompiledCondition> a, List<CompiledCondition> b) =>
        a.Count == b.Count && a.Zip(b).All(pair =>
            pair.First.Kind == pair.Second.Kind && pair.First.AtLeast == pair.Second.AtLeast && pair.First.Indexes.SequenceEqual(pair.Second.Indexes));
}
