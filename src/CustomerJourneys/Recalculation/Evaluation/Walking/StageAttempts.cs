namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>Goes through all instants at which a stage can be reached after the stage before was, in order of time.</summary>
internal sealed class StageAttempts(
    CompiledStage compiled, int stage, StageBarriers barriers, InstantChoices choices, StageWays? ways, StageTables tables)
{
    private readonly StageProgress _progress = new(compiled);
    private readonly int[] _negated = [.. Enumerable.Range(0, compiled.Conditions.Count).Where(i => compiled.Conditions[i].Kind == ConditionKind.NotPerformed)];
    private long[] _times = [];
    private int[] _classes = [];
    private SearchBudget _budget = new(0);

    private Timeline Timeline => new(_times, _classes);

    /// <summary>Begins with another contact.</summary>
    public void Contact(long[] times, int[] classes, SearchBudget budget)
    {
        _times = times;
        _classes = classes;
        _budget = budget;
    }

    /// <summary>Says which tests on the contact hold.</summary>
    public void Begin(ReadOnlySpan<bool> holds)
    {
        StageProgress.BeginAll(compiled, holds, _progress);
        ways?.Begin(holds);
    }

    /// <summary>The instants at which the stage can be reached, each with all choices of what is used of it.</summary>
    /// <param name="from">The stage before.</param>
    /// <param name="bound">Instants before this time are left out.</param>
    public IEnumerable<IReadOnlyList<ReachedInstant>> After(ReachedInstant from, long bound)
    {
        _progress.Reset();
        ways?.Reset();
        if (from.Used is not null)
        {
            var left = InstantChoices.Left(choices.Count(stage, Timeline, from.First, from.End), from.Used);
            if (from.Time >= bound && choices.IsReachedAlone(stage, left))
            {
                choices.Alone[stage].Reset();
                yield return Reached(from.First, from.End, left, choices.Ties.Find(stage, choices.Alone[stage], left), from.Used);
            }

            Count(left);
        }

        if (stage == 0 && bound == PartitionEvaluation.NoTime && _progress.IsFulfilled)
            yield return [new ReachedInstant(0, PartitionEvaluation.NoTime, 0, 0, null)];

        for (int first = from.End, end; first < _times.Length && !_budget.IsExceeded; first = end)
        {
            end = Timeline.EndOfInstant(first);
            // Going through ways is work for each of them.
            _budget.Look((long)(end - first) * (ways?.Count ?? 1));
            if (compiled.Window is { } window && _times[first] - window > from.Time)
                yield break;
            var counts = IsAnyOfUse(first, end) ? choices.Count(stage, Timeline, first, end) : null;
            if (ways is null)
                Negate(first, end);
            if (!(ways?.CanBeFulfilled(_classes.AsSpan(first..end)) ?? _progress.CouldBeFulfilled))
                yield break;
            if (counts is not null)
            {
                if (_times[first] >= bound && Choose(first, end, counts) is { Count: > 0 } found)
                    yield return Reached(first, end, counts, found, null);
                Count(counts);
            }

            ways?.Pass(_classes.AsSpan(first..end));
            if (HasExcluded(first, end))
                yield break;
        }
    }

    private bool IsAnyOfUse(int first, int end)
    {
        var kinds = tables.KindsOf(stage);
        for (var i = first; i < end; i++)
        {
            if (tables.Conditions(stage, kinds[_classes[i]]).Length > 0)
                return true;
        }

        return false;
    }

    private IReadOnlyList<int[]> Choose(int first, int end, int[] counts)
    {
        if (ways is not null)
            return ways.Choose(_classes.AsSpan(first..end), counts);
        Count(counts);
        var isReached = choices.IsReachedBy(stage, _progress, counts);
        Count(counts, -1);
        // There is no choice of a single activity.
        if (isReached && end - first == 1)
            return [counts];
        return isReached ? choices.Ties.Find(stage, _progress, counts) : [];
    }

    private List<ReachedInstant> Reached(int first, int end, int[] counts, IReadOnlyList<int[]> found, int[]? before)
    {
        // A single activity is used by the stage.
        var isAnyLeft = before is not null || (end - first > 1 && choices.IsAnyOfUseLater(stage, counts));
        if (!isAnyLeft)
            return [new ReachedInstant(stage, _times[first], first, end, null)];
        var kept = new ReachedStage();
        choices.Keep(kept, stage, found, before, counts);
        return [.. kept.Used.Select(used => new ReachedInstant(stage, _times[first], first, end, used))];
    }

    // From here on, what the stage must be free of has occurred.
    private void Negate(int first, int end)
    {
        foreach (var condition in _negated)
        {
            for (var i = first; i < end; i++)
            {
                if (barriers.IsNegated(stage, condition, _classes[i]))
                    _progress.Set(condition, holds: false);
            }
        }
    }

    private bool HasExcluded(int first, int end)
    {
        var excluded = barriers.ExcludedFrom(stage);
        for (var i = first; i < end; i++)
        {
            if (excluded[_classes[i]])
                return true;
        }

        return false;
    }

    private void Count(int[] counts, int times = 1)
    {
        ways?.Add(counts, times);
        for (var kind = 1; kind < counts.Length; kind++)
        {
            if (counts[kind] > 0)
                _progress.Add(tables.Conditions(stage, kind), times * counts[kind]);
        }
    }
}
