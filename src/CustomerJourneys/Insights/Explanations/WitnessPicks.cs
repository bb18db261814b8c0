using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Insights.Explanations;

/// <summary>
/// Finds by which activities each stage of a witness was reached: what the evaluator leaves out, since for counts and lists the reach times are enough.
/// </summary>
/// <remarks>
/// Given the reach times, stages compete for activities only at the instants at which a stage is reached: what occurred between two of them serves
/// no other stage. So at each such instant as few activities as reach the stage are tried, kind by kind, and given back where a later
/// stage misses them. A contact whose instants are so full that <see cref="Budget"/> is exceeded has no picks.
/// </remarks>
internal sealed class WitnessPicks
{
    /// <summary>How many choices are tried for a contact, among so many activities each; among more, fewer choices.</summary>
    public const int Budget = 20_000;

    private const int ActivitiesOfTry = 256;

    private readonly IReadOnlyList<AskedStage> _stages;
    private readonly ContactTimeline _timeline;
    private readonly IReadOnlyList<long> _reachTimes;
    private readonly Func<int, bool> _holds;
    private readonly bool[] _isUsed;
    private readonly Dictionary<int, List<int>>[] _picks;
    private readonly HashSet<string> _seen = [];
    private readonly int _matchers;
    private int _tried;

    private WitnessPicks(IReadOnlyList<AskedStage> stages, int matchers, ContactTimeline timeline, IReadOnlyList<long> reachTimes, Func<int, bool> holds)
    {
        (_stages, _matchers, _timeline, _reachTimes, _holds) = (stages, matchers, timeline, reachTimes, holds);
        _isUsed = new bool[timeline.Count];
        _picks = new Dictionary<int, List<int>>[reachTimes.Count];
    }

    /// <summary>Finds the picks.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="matchers">How many matchers the journey has.</param>
    /// <param name="timeline">The contact's activities.</param>
    /// <param name="reachTimes">The witness's reach times.</param>
    /// <param name="holds">Whether a test of the contact holds.</param>
    /// <returns>For each stage reached the conditions by which it was, and the places of their activities; <see langword="null"/> when none were found.</returns>
    public static IReadOnlyList<IReadOnlyDictionary<int, List<int>>>? Find(
        IReadOnlyList<AskedStage> stages, int matchers, ContactTimeline timeline, IReadOnlyList<long> reachTimes, Func<int, bool> holds)
    {
        var search = new WitnessPicks(stages, matchers, timeline, reachTimes, holds);
        return search.Choose(0) ? search._picks : null;
    }

    private bool Choose(int stage)
    {
        if (stage == _reachTimes.Count)
            return true;
        var (since, time) = (stage == 0 ? PartitionEvaluation.NoTime : _reachTimes[stage - 1], _reachTimes[stage]);
        var (first, instant, end) = (_timeline.FirstAtOrAfter(since), _timeline.FirstAtOrAfter(time), _timeline.FirstAtOrAfter(time + 1));
        List<int> before = [.. Enumerable.Range(first, Math.Max(0, instant - first)).Where(place => !_isUsed[place])];
        List<int> at = [.. Enumerable.Range(instant, end - instant).Where(place => !_isUsed[place])];
        // What can still be reached depends on nothing but what is used from there on: whatever was seen before has failed.
        if (!_seen.Add($"{stage}:{string.Join(',', Enumerable.Range(first, end - first).Where(place => _isUsed[place]))}"))
            return false;
        var tried = new List<List<int>>();
        foreach (var taken in time == PartitionEvaluation.NoTime ? [[]] : Takings(at))
        {
            _tried += 1 + ((before.Count + taken.Count) / ActivitiesOfTry);
            if (_tried > Budget)
                return false;
            // More than what was enough leaves less for the stages after it.
            if (tried.Exists(less => less.TrueForAll(taken.Contains)))
                continue;
            foreach (var picks in Ways(stage, before, taken, since, end))
            {
                tried.Add(taken);
                List<int> used = [.. picks.Values.SelectMany(places => places).Distinct()];
                used.ForEach(place => _isUsed[place] = true);
                _picks[stage] = picks;
                if (Choose(stage + 1))
                    return true;
                used.ForEach(place => _isUsed[place] = false);
                // Another way with these activities leaves the same of the instant.
                break;
            }
        }

        return false;
    }

    // What may be taken of an instant, the fewest first: of activities that the same matchers match, any is as good as another.
    private IEnumerable<List<int>> Takings(List<int> at)
    {
        List<int>[] kinds = [.. at.GroupBy(place => string.Concat(Enumerable.Range(0, _matchers).Select(matcher => _timeline.Matches(matcher, place) ? '1' : '0')))
            .Where(kind => kind.Key.Contains('1')).Select(kind => kind.ToList())];
        return Enumerable.Range(1, kinds.Sum(kind => kind.Count)).SelectMany(count => Take(0, count));

        IEnumerable<List<int>> Take(int kind, int count)
        {
            if (kind == kinds.Length)
                return count == 0 ? [[]] : [];
            return Enumerable.Range(0, Math.Min(count, kinds[kind].Count) + 1).Reverse()
                .SelectMany(some => Take(kind + 1, count - some).Select(others => (List<int>)[.. kinds[kind].Take(some), .. others]));
        }
    }

    // The ways in which the stage is reached with these activities of its instant, all of them: conditions, and what each picks.
    private IEnumerable<Dictionary<int, List<int>>> Ways(int stage, List<int> before, List<int> taken, long since, int end)
    {
        var asked = _stages[stage];
        var groups = Enumerable.Range(0, asked.Groups.Count);
        var ways = asked.Match == Match.All ? Combine([.. groups.Select(OfGroup)]) : groups.SelectMany(OfGroup);
        foreach (var way in ways)
        {
            _tried += 1 + ((before.Count + taken.Count) / ActivitiesOfTry);
            if (_tried > Budget)
                yield break;
            var picks = PicksOf(way, before, taken, since);
            if (taken.TrueForAll(place => picks.Values.Any(places => places.Contains(place))) && IsFree(way, picks, since, end))
                yield return picks;
        }

        IEnumerable<List<AskedCondition>> OfGroup(int group)
        {
            var (match, conditions) = asked.Groups[group];
            var met = conditions.Where(condition => IsMet(condition, before, taken)).ToList();
            if (match == Match.All)
                return met.Count == conditions.Count ? [met] : [];
            // First those that need what is taken.
            return met.OrderBy(condition => taken.Exists(place => condition.Meaning is PerformedMeaning && _timeline.Matches(condition.Index, place)) ? 0 : 1)
                .Select(condition => (List<AskedCondition>)[condition]);
        }
    }

    private static IEnumerable<List<AskedCondition>> Combine(List<IEnumerable<List<AskedCondition>>> groups) => groups.Aggregate(
        (IEnumerable<List<AskedCondition>>)[[]],
        (ways, group) => ways.SelectMany(way => group.Select(more => (List<AskedCondition>)[.. way, .. more])));

    private bool IsMet(AskedCondition condition, List<int> before, List<int> taken) => condition.Meaning switch
    {
        PerformedMeaning performed => before.Concat(taken).Where(place => _timeline.Matches(condition.Index, place)).Take(performed.AtLeast).Count() == performed.AtLeast,
        NotPerformedMeaning => true,
        _ => _holds(condition.Index),
    };

    // What is taken of the instant, and what the way must not leave, is shared out among the conditions; each then takes the earliest others.
    private Dictionary<int, List<int>> PicksOf(List<AskedCondition> way, List<int> before, List<int> taken, long since)
    {
        var negated = way.FindAll(condition => condition.Meaning is NotPerformedMeaning);
        var shared = new SharedPicks(_timeline, way.FindAll(condition => condition.Meaning is PerformedMeaning));
        foreach (var place in taken.Concat(before.Where(
            place => _timeline[place].OccurredAt > since && negated.Exists(condition => _timeline.Matches(condition.Index, place)))))
            shared.Add(place);
        return way.ToDictionary(condition => condition.Place, condition => condition.Meaning is PerformedMeaning performed
            ? (List<int>)[.. shared.Of(condition).Concat(before.Concat(taken).Where(place => _timeline.Matches(condition.Index, place)).Except(shared.Of(condition)))
                .Take(performed.AtLeast).Order()]
            : []);
    }

    // Nothing that the way must be free of, but what it picks itself.
    private bool IsFree(List<AskedCondition> way, Dictionary<int, List<int>> picks, long since, int end)
    {
        foreach (var condition in way.Where(condition => condition.Meaning is NotPerformedMeaning))
        {
            for (var place = _timeline.FirstAtOrAfter(since + 1); place < end; place++)
            {
                if (_timeline.Matches(condition.Index, place) && !picks.Values.Any(places => places.Contains(place)))
                    return false;
            }
        }

        return true;
    }
}
