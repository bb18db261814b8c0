using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>
/// The definition of "reaching a stage" in <c>docs/semantics.md</c>, word by word: it tries all ways of fulfilling a stage, all picks of
/// exactly N activities for each condition, and all chains of disjoint sets in order of time, and takes the witness. Exponential, for
/// a handful of activities; it shares nothing with the product's evaluator but how values compare.
/// </summary>
internal sealed class ReferenceEvaluator
{
    private readonly Journey _journey;
    private readonly Activity[] _activities;
    private readonly Dictionary<(int Stage, int Used, long From), long[]> _witnesses = [];
    private readonly Dictionary<PerformedActivity, int> _matching = new(ReferenceEqualityComparer.Instance);

    private ReferenceEvaluator(Journey journey, Activity[] activities)
    {
        _journey = journey;
        _activities = activities;
    }

    /// <summary>The reach times of one contact's witness, as many as stages reached.</summary>
    public static long[] Witness(Journey journey, IEnumerable<Activity> activitiesOfContact)
    {
        Activity[] activities = [.. activitiesOfContact];
        Assert.InRange(activities.Length, 0, 20);
        return new ReferenceEvaluator(journey, activities).Best(0, 0, long.MinValue);
    }

    /// <summary>The best chain for the stages from <paramref name="stage"/> on, where some activities are used and all must occur at or after a time.</summary>
    private long[] Best(int stage, int used, long from)
    {
        if (stage == _journey.Stages.Count)
            return [];
        if (_witnesses.TryGetValue((stage, used, from), out var best))
            return best;
        best = [];
        foreach (var set in SetsOf(stage, used, from))
        {
            var reachTime = Members(set).Max(i => _activities[i].OccurredAt);
            long[] chain = [reachTime, .. Best(stage + 1, used | set, reachTime)];
            if (IsBetter(chain, best))
                best = chain;
        }

        _witnesses.Add((stage, used, from), best);
        return best;
    }

    // The greatest depth, then the smallest reach time of the first stage, then of the second, and so on.
    private static bool IsBetter(long[] a, long[] b) =>
        a.Length != b.Length ? a.Length > b.Length : a.AsSpan().SequenceCompareTo(b) < 0;

    // All sets of activities, as bits, that fulfil a stage.
    private HashSet<int> SetsOf(int stage, int used, long from)
    {
        var sets = new HashSet<int>();
        foreach (var way in WaysOf(_journey.Stages[stage].Conditions))
        {
            IEnumerable<int> unions = [0];
            foreach (var condition in way)
                unions = unions.SelectMany(union => PicksOf(condition, used, from).Select(pick => union | pick)).Distinct().ToList();
            sets.UnionWith(unions);
        }

        return sets;
    }

    // Where a match is Any, one part is chosen; where it is All, all are.
    private static IEnumerable<IReadOnlyList<PerformedActivity>> WaysOf(ConditionSet set)
    {
        var groups = set.Groups.Select(group => Choose(group.Match, group.Conditions.Select(
            condition => (IReadOnlyList<IReadOnlyList<PerformedActivity>>)[[(PerformedActivity)condition]])));
        return Choose(set.Match, groups);
    }

    private static IReadOnlyList<IReadOnlyList<PerformedActivity>> Choose(
        Match match, IEnumerable<IReadOnlyList<IReadOnlyList<PerformedActivity>>> parts)
    {
        if (match == Match.Any)
            return [.. parts.SelectMany(part => part)];
        IEnumerable<IReadOnlyList<PerformedActivity>> ways = [[]];
        foreach (var part in parts)
            ways = ways.SelectMany(way => part.Select(more => (IReadOnlyList<PerformedActivity>)[.. way, .. more])).ToList();
        return [.. ways];
    }

    // All picks of exactly N unused activities that match.
    private IEnumerable<int> PicksOf(PerformedActivity condition, int used, long from)
    {
        var matching = MatchingOf(condition) & ~used;
        foreach (var i in Members(matching).Where(i => _activities[i].OccurredAt < from))
            matching &= ~(1 << i);
        for (var pick = matching; pick > 0; pick = (pick - 1) & matching)
        {
            if (int.PopCount(pick) == condition.AtLeast)
                yield return pick;
        }
    }

    private int MatchingOf(PerformedActivity condition)
    {
        if (!_matching.TryGetValue(condition, out var matching))
        {
            matching = Enumerable.Range(0, _activities.Length).Where(i => Matches(condition, _activities[i])).Aggregate(0, (bits, i) => bits | (1 << i));
            _matching.Add(condition, matching);
        }

        return matching;
    }

    private static bool Matches(PerformedActivity condition, Activity activity) =>
        condition.ActivityType.Equals(activity.Type, StringComparison.OrdinalIgnoreCase)
        && condition.Where.All(filter => new FieldPredicate(filter).Matches(ActivityField.Of(activity, filter.Field)));

    private IEnumerable<int> Members(int set) => Enumerable.Range(0, _activities.Length).Where(i => (set & (1 << i)) != 0);
}
