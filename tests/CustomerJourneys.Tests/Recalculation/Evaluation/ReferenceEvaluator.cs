using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Testing.Contacts;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>
/// The definition of "reaching a stage" in <c>docs/semantics.md</c>, word by word: it tries all ways of fulfilling a stage, all picks of
/// exactly N activities for each condition, and all chains of disjoint sets in order of time, and takes the witness. Exponential, for
/// a handful of activities; it shares nothing with the product's evaluator but what a rule means and how values compare.
/// </summary>
internal sealed class ReferenceEvaluator
{
    /// <summary>The reach time of a first stage without activities.</summary>
    private const long NoTime = PartitionEvaluation.NoTime;

    private readonly Journey _journey;
    private readonly Activity[] _activities;
    private readonly ContactFacts _contact;
    private readonly long _dataAsOf;
    private readonly IReadOnlyList<IReadOnlyList<ConditionMeaning>>[] _ways;
    private readonly ActivityPattern[][] _excluded;
    private readonly Dictionary<(int Stage, int Used, long Previous, long First), long[]> _witnesses = [];
    private readonly Dictionary<ActivityPattern, int> _matching = new(ReferenceEqualityComparer.Instance);

    private ReferenceEvaluator(Journey journey, Activity[] activities, ContactFacts contact, long dataAsOf)
    {
        (_journey, _contact, _dataAsOf) = (journey, contact, dataAsOf);
        _ways = [.. journey.Stages.Select(stage => WaysOf(stage.Conditions))];
        _excluded = [.. journey.Stages.Select(stage => stage.Excluding.Select(excluded => ((PerformedMeaning)ConditionRules.MeaningOf(excluded)).Pattern).ToArray())];
        _activities = [.. activities.Where(activity => journey.ActivityRange is not { } range
            || ((range.From is null || activity.OccurredAt >= range.From) && (range.To is null || activity.OccurredAt < range.To)))];
    }

    /// <summary>The reach times of one contact's witness, as many as stages reached.</summary>
    public static long[] Witness(Journey journey, IEnumerable<Activity> activitiesOfContact, ContactFacts contact, long dataAsOf)
    {
        Activity[] activities = [.. activitiesOfContact];
        Assert.InRange(activities.Length, 0, 20);
        return new ReferenceEvaluator(journey, activities, contact, dataAsOf).Best(0, 0, NoTime, NoTime);
    }

    // The best chain for the stages from one on, where some activities are used, and the stage before and the first stage were reached at some times.
    private long[] Best(int stage, int used, long previous, long first)
    {
        if (stage == _journey.Stages.Count)
            return [];
        if (_witnesses.TryGetValue((stage, used, previous, first), out var best))
            return best;
        best = [];
        foreach (var set in _ways[stage].SelectMany(way => SetsOf(way, used, previous)).Distinct())
        {
            var reachTime = Members(set).Select(i => _activities[i].OccurredAt).DefaultIfEmpty(NoTime).Max();
            if (!IsInTime(stage, previous, first, reachTime))
                continue;
            long[] chain = [reachTime, .. Best(stage + 1, used | set, reachTime, stage == 0 ? reachTime : first)];
            if (IsBetter(chain, best))
                best = chain;
        }

        _witnesses.Add((stage, used, previous, first), best);
        return best;
    }

    // The greatest depth, then the smallest reach time of the first stage, then of the second, and so on.
    private static bool IsBetter(long[] a, long[] b) =>
        a.Length != b.Length ? a.Length > b.Length : a.AsSpan().SequenceCompareTo(b) < 0;

    // The windows, and the exclusions: no matching activity strictly between the two reach times.
    private bool IsInTime(int stage, long previous, long first, long reachTime) => stage == 0
        || (!(_journey.ConversionWindow is { } conversion && reachTime > first + conversion.Milliseconds)
            && !(_journey.Stages[stage].Window is { } window && reachTime > previous + window.Milliseconds)
            && !_excluded[stage].Any(excluded => Members(MatchingOf(excluded)).Any(i => _activities[i].OccurredAt > previous && _activities[i].OccurredAt < reachTime)));

    // All sets of activities, as bits, that fulfil a stage in one way.
    private IEnumerable<int> SetsOf(IReadOnlyList<ConditionMeaning> way, int used, long previous)
    {
        if (!way.All(meaning => meaning is PerformedMeaning or NotPerformedMeaning || _contact.Fulfils(meaning)))
            return [];
        IEnumerable<int> unions = [0];
        foreach (var performed in way.OfType<PerformedMeaning>())
            unions = unions.SelectMany(union => PicksOf(performed, used, previous).Select(pick => union | pick)).Distinct().ToList();
        var negated = way.OfType<NotPerformedMeaning>().Aggregate(0, (bits, meaning) => bits | MatchingOf(meaning.Pattern));
        return unions.Where(set => !Members(negated & ~set).Any(i =>
            _activities[i].OccurredAt > previous && Members(set).Any(member => _activities[i].OccurredAt <= _activities[member].OccurredAt)));
    }

    // Where a match is Any, one part is chosen; where it is All, all are.
    private static IReadOnlyList<IReadOnlyList<ConditionMeaning>> WaysOf(ConditionSet set)
    {
        var groups = set.Groups.Select(group => Choose(group.Match, group.Conditions.Select(
            condition => (IReadOnlyList<IReadOnlyList<ConditionMeaning>>)[[ConditionRules.MeaningOf(condition)]])));
        return Choose(set.Match, groups);
    }

    private static IReadOnlyList<IReadOnlyList<ConditionMeaning>> Choose(
        Match match, IEnumerable<IReadOnlyList<IReadOnlyList<ConditionMeaning>>> parts)
    {
        if (match == Match.Any)
            return [.. parts.SelectMany(part => part)];
        IEnumerable<IReadOnlyList<ConditionMeaning>> ways = [[]];
        foreach (var part in parts)
            ways = ways.SelectMany(way => part.Select(more => (IReadOnlyList<ConditionMeaning>)[.. way, .. more])).ToList();
        return [.. ways];
    }

    // All picks of exactly N unused activities that match.
    private IEnumerable<int> PicksOf(PerformedMeaning performed, int used, long previous)
    {
        var matching = MatchingOf(performed.Pattern) & ~used;
        foreach (var i in Members(matching).Where(i => _activities[i].OccurredAt < previous))
            matching &= ~(1 << i);
        for (var pick = matching; pick > 0; pick = (pick - 1) & matching)
        {
            if (int.PopCount(pick) == performed.AtLeast)
                yield return pick;
        }
    }

    private int MatchingOf(ActivityPattern pattern)
    {
        if (!_matching.TryGetValue(pattern, out var matching))
        {
            matching = Enumerable.Range(0, _activities.Length).Where(i => Matches(pattern, _activities[i])).Aggregate(0, (bits, i) => bits | (1 << i));
            _matching.Add(pattern, matching);
        }

        return matching;
    }

    private bool Matches(ActivityPattern pattern, Activity activity) =>
        pattern.Types.Contains(activity.Type, StringComparer.OrdinalIgnoreCase)
        && (pattern.WithinLast is not { } last || (activity.OccurredAt >= _dataAsOf - last.Milliseconds && activity.OccurredAt <= _dataAsOf))
        && pattern.Tests.All(test => FieldPredicate.Of(test)(ActivityField.Of(activity, test.Filter.Field)));

    private IEnumerable<int> Members(int set) => Enumerable.Range(0, _activities.Length).Where(i => (set & (1 << i)) != 0);
}
