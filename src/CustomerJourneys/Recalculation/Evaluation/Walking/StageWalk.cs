namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// Walks one contact through the stages of a journey and finds its witness: of all chains of activities, the deepest, and of
/// these the one with the earliest reach times, stage by stage.
/// </summary>
/// <remarks>
/// <para><b>Contract.</b> The definition is <c>docs/semantics.md</c>: an activity serves one stage, activities of equal time have no order, windows
/// and exclusions hold between reach times, and what every way of a stage forbids is absent. Negated conditions that depend on what is
/// chosen are taken to hold; a contact with such activities goes on to <see cref="ChainSearch"/>, for which this walk gives the bounds.</para>
/// <para><b>Why the earliest reach times are the best at all stages together.</b> Take two chains of equal depth, and at each stage the earlier of the two
/// reach times. Where the lead changes from one chain to the other, the stage takes the other's activities: they all occurred after what
/// the first chain used until then, and both the windows and what must be absent now span no more than they did in the chain that lost the lead.
/// So this is a chain too, and among all chains of one depth there is one that is earliest at every stage: it is the least
/// solution of "at or after the stage before, and not too early for the stage after". The walk begins with the earliest, and moves on,
/// never back, a stage that is too early for the one after it.</para>
/// <para><b>Equal times.</b> Chains that reach a stage at the same instant differ in what they leave of it, so all choices are kept
/// (<see cref="TieChoice"/>), less those that leave no more than another.</para>
/// <para><b>Cost.</b> Linear in the contact's relevant activities, times the stages: both ends of what a stage counts only move forward
/// (<see cref="StageSpan"/>). An instant of equal times is counted once for each stage that begins or ends at it; only the choice among its kinds is worked out anew.</para>
/// </remarks>
internal sealed class StageWalk
{
    private readonly CompiledJourney _journey;
    private readonly InstantChoices _choices;
    private readonly StageSpan[] _spans;
    private readonly ReachedStage[] _reached;
    private readonly BarrierWatch[] _watches;
    private readonly long[] _bounds;
    private readonly long[][] _chains;
    private readonly (int First, int[] Counts)[] _instants;
    private long _looked;

    /// <summary>Prepares walks over timelines of these classes.</summary>
    public StageWalk(CompiledJourney journey, StageTables tables, StageBarriers barriers, InstantChoices choices)
    {
        _journey = journey;
        _choices = choices;
        _spans = [.. journey.Stages.Select((stage, s) => new StageSpan(s, stage, tables))];
        _reached = [.. journey.Stages.Select(_ => new ReachedStage())];
        _watches = [.. journey.Stages.Select((_, s) => new BarrierWatch(barriers, s))];
        _bounds = new long[journey.Stages.Count];
        _chains = [.. journey.Stages.Select((_, s) => new long[s + 1])];
        _instants = new (int, int[])[journey.Stages.Count];
    }

    /// <summary>How many activities all walks looked at, repeats included: the measure of their work.</summary>
    public long Looked => _looked + _spans.Sum(span => span.Looked);

    /// <summary>Says which conditions on the contact hold, for the walks that follow.</summary>
    /// <param name="holds">One flag a test of the journey.</param>
    public void Begin(ReadOnlySpan<bool> holds)
    {
        for (var s = 0; s < _spans.Length; s++)
            StageProgress.BeginAll(_journey.Stages[s], holds, _spans[s].Progress, _choices.Alone[s]);
    }

    /// <summary>Walks one contact.</summary>
    /// <param name="timeline">Its relevant activities.</param>
    /// <returns>The deepest stage reached: 0 for none, else its number counted from 1. Its reach times are <see cref="ChainOf"/> that depth.</returns>
    public int Walk(Timeline timeline)
    {
        for (var depth = 0; depth < _spans.Length; depth++)
        {
            _spans[depth].Reset();
            _watches[depth].Reset();
            _bounds[depth] = PartitionEvaluation.NoTime;
            _instants[depth] = (-1, []);
            if (!Extend(timeline, depth))
                return depth;
            for (var s = 0; s <= depth; s++)
                _chains[depth][s] = _reached[s].Time;
        }

        return _spans.Length;
    }

    /// <summary>The earliest reach times of the chains of a depth that the last walk reached.</summary>
    public ReadOnlySpan<long> ChainOf(int depth) => depth == 0 ? [] : _chains[depth - 1];

    // Finds the earliest chain one stage deeper, from the earliest chain up to the stage before.
    private bool Extend(Timeline timeline, int last)
    {
        var stage = last;
        while (stage <= last)
        {
            if (!Find(timeline, stage))
                return false;
            var (early, bound) = TooEarly(timeline, stage);
            if (early < 0)
            {
                stage++;
                continue;
            }

            // Nothing before the first stage could be moved.
            if (early == stage)
                return false;
            _bounds[early] = bound;
            stage = early;
        }

        return true;
    }

    // Which earlier stage is too early for the reach time of a stage, and when it may be reached at the earliest; -1 for none.
    private (int Stage, long Bound) TooEarly(Timeline timeline, int stage)
    {
        var time = _reached[stage].Time;
        if (stage == 0)
            return (_watches[0].Bound(timeline, time) > PartitionEvaluation.NoTime ? 0 : -1, 0);
        if (_journey.ConversionWindow is { } conversion && _reached[0].Time < time - conversion)
            return (0, time - conversion);
        var bound = _watches[stage].Bound(timeline, time);
        if (_journey.Stages[stage].Window is { } window)
            bound = Math.Max(bound, time - window);
        return (_reached[stage - 1].Time < bound ? stage - 1 : -1, bound);
    }

    // Finds when a stage is reached first, not before its bound, after the stage before as it is now.
    private bool Find(Timeline timeline, int stage)
    {
        var previous = stage == 0 ? ReachedStage.Start : _reached[stage - 1];
        var span = _spans[stage];
        int[]? counts = null, spare = null;
        if (previous.Used.Count > 0)
        {
            counts = CountPrevious(timeline, stage, previous);
            if (previous.Time >= _bounds[stage] && TakeAlone(stage, previous, counts))
                return true;
            // What any choice leaves: more than all of them do together, so that it bounds them all.
            spare = InstantChoices.Left(counts, [.. Enumerable.Range(0, counts.Length).Select(kind => previous.Used.Min(used => used[kind]))]);
        }

        span.Begin(timeline, previous.End, spare);
        if (stage == 0 && span.End == 0 && _bounds[0] == PartitionEvaluation.NoTime && span.Progress.IsFulfilled)
        {
            _reached[0].Set(PartitionEvaluation.NoTime, 0, 0);
            return true;
        }

        while (span.End < timeline.Length)
        {
            var time = timeline.Times[span.End];
            span.TakeInstant(timeline);
            if (time < _bounds[stage] || !span.IsReachedByInstant(timeline))
                continue;
            span.GiveInstantBack(timeline);
            if (Take(timeline, stage, previous, counts, spare))
                return true;
            span.TakeInstant(timeline);
        }

        return false;
    }

    // A stage may move on many times after one instant of the stage before, which is counted once.
    private int[] CountPrevious(Timeline timeline, int stage, ReachedStage previous)
    {
        if (_instants[stage].First != previous.First)
        {
            _instants[stage] = (previous.First, _choices.Count(stage, timeline, previous.First, previous.End));
            _looked += previous.End - previous.First;
        }

        return _instants[stage].Counts;
    }

    // Reaches a stage at the very instant of the stage before.
    private bool TakeAlone(int stage, ReachedStage previous, int[] counts)
    {
        var reached = _reached[stage];
        reached.Set(previous.Time, previous.First, previous.End);
        var isReached = false;
        foreach (var used in previous.Used)
        {
            var available = InstantChoices.Left(counts, used);
            if (!_choices.IsReachedAlone(stage, available))
                continue;
            isReached = true;
            _choices.Alone[stage].Reset();
            _choices.Keep(reached, stage, _choices.Ties.Find(stage, _choices.Alone[stage], available), used, available);
        }

        return isReached;
    }

    // Reaches a stage at a later instant, that at the end of its span, after whichever choices of the stage before allow it.
    private bool Take(Timeline timeline, int stage, ReachedStage previous, int[]? counts, int[]? spare)
    {
        var span = _spans[stage];
        var (first, end) = (span.End, span.EndOfInstant(timeline));
        _reached[stage].Set(timeline.Times[first], first, end);
        // A single activity is used by the stage.
        int[]? available = end - first > 1 && _choices.IsAnyOfUseLater(stage, span.CountInstant(timeline)) ? [.. span.CountInstant(timeline)] : null;
        if (spare is null || previous.Used.Count == 1)
        {
            if (available is not null)
                _choices.Keep(_reached[stage], stage, _choices.Ties.Find(stage, span.Progress, available), null, available);
            return true;
        }

        var isReached = false;
        foreach (var used in previous.Used)
        {
            // The span counts what any choice leaves: count what this one does.
            var less = InstantChoices.Left(spare, InstantChoices.Left(counts!, used));
            span.Count(less, -1);
            span.TakeInstant(timeline);
            var isReachedNow = span.IsReachedByInstant(timeline);
            span.GiveInstantBack(timeline);
            if (isReachedNow && available is not null)
                _choices.Keep(_reached[stage], stage, _choices.Ties.Find(stage, span.Progress, available), null, available);
            span.Count(less, 1);
            isReached |= isReachedNow;
            if (isReached && available is null)
                break;
        }

        return isReached;
    }
}
