namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// Walks one contact through the stages of a journey and finds its witness: of all chains of activities, the deepest, and of
/// these the one with the earliest reach times, stage by stage.
/// </summary>
/// <remarks>
/// <para><b>Contract.</b> Each stage takes the earliest activities at or after the previous reach time that no earlier stage took. An activity
/// serves one stage; activities of equal time have no order. See <c>docs/semantics.md</c>.</para>
/// <para><b>Why greedy is exact here.</b> A chain that reaches a stage earlier can be continued by whatever continues a later one, since all of that
/// occurred after it. Chains that reach a stage at the same instant differ only in what they leave of that instant, so all of these are
/// kept (<see cref="TieChoice"/>), less those that leave no more than another.</para>
/// <para><b>Cost.</b> Linear in the contact's relevant activities: each stage looks on from where the previous one ended, so an activity is looked at
/// once, but that the activities of an instant that fulfils a stage are looked at again by the next one.</para>
/// </remarks>
internal sealed class StageWalk
{
    private readonly int _stages;
    private readonly StageTables _tables;
    private readonly StageProgress[] _progress;
    private readonly TieChoice _ties;
    private List<int[]?> _used = [];
    private List<int[]?> _nextUsed = [];
    private int[] _instant = [];
    private int _instantEnd;
    private (int Stage, int First) _instantAt;

    /// <summary>Prepares walks over timelines of these classes.</summary>
    public StageWalk(CompiledJourney journey, ActivityClasses classes)
    {
        _stages = journey.Stages.Count;
        _tables = new StageTables(journey, classes);
        _progress = [.. journey.Stages.Select(stage => new StageProgress(stage))];
        _ties = new TieChoice(_tables, _progress);
    }

    /// <summary>How many activities all walks looked at, repeats included: the measure of their work.</summary>
    public long Looked { get; private set; }

    /// <summary>Whether the last walk exceeded the search budget among equal times.</summary>
    public bool IsInexact => _ties.IsInexact;

    /// <summary>Walks one contact.</summary>
    /// <param name="times">The times of its relevant activities, ascending.</param>
    /// <param name="classes">Their classes.</param>
    /// <param name="reachTimes">Takes the reach time of each stage that is reached; one place a stage.</param>
    /// <returns>The deepest stage reached: 0 for none, else its number counted from 1.</returns>
    public int Walk(ReadOnlySpan<long> times, ReadOnlySpan<int> classes, Span<long> reachTimes)
    {
        _ties.Reset();
        _instantAt = (-1, -1);
        _used.Clear();
        _used.Add(null);
        var begin = 0;
        for (var stage = 0; stage < _stages; stage++)
        {
            var nextBegin = -1;
            _nextUsed.Clear();
            foreach (var used in _used)
            {
                var end = FindEnd(stage, times, classes, begin, used);
                // A later end is no better; one at the same instant may leave something else of it.
                if (end < 0 || (nextBegin >= 0 && times[end] > reachTimes[stage]))
                    continue;
                if (nextBegin >= 0 && times[end] < reachTimes[stage])
                    _nextUsed.Clear();
                reachTimes[stage] = times[end];
                nextBegin = Leave(stage, times, classes, begin, used, end);
            }

            if (nextBegin < 0)
                return stage;
            (_used, _nextUsed) = (_nextUsed, _used);
            begin = nextBegin;
        }

        return _stages;
    }

    // The activity that fulfils the stage, or -1. 'used' of the instant at 'begin' belongs to earlier stages; null is nothing.
    private int FindEnd(int stage, ReadOnlySpan<long> times, ReadOnlySpan<int> classes, int begin, int[]? used)
    {
        var progress = _progress[stage];
        progress.Reset();
        var kinds = _tables.KindsOf(stage);
        var from = begin;
        if (used is not null)
        {
            CountInstant(stage, times, classes, begin);
            for (var kind = 1; kind < used.Length; kind++)
            {
                if (_instant[kind] > used[kind])
                    progress.Add(_tables.Conditions(stage, kind), _instant[kind] - used[kind]);
            }

            if (progress.IsFulfilled)
                return begin;
            from = _instantEnd;
        }

        for (var i = from; i < times.Length; i++)
        {
            var conditions = _tables.Conditions(stage, kinds[classes[i]]);
            if (conditions.Length == 0)
                continue;
            progress.Add(conditions, 1);
            if (!progress.IsFulfilled)
                continue;
            Looked += i + 1 - from;
            return i;
        }

        Looked += times.Length - from;
        return -1;
    }

    // Notes what the stage may use of the instant at 'end', and gives where the next stage begins to look.
    private int Leave(int stage, ReadOnlySpan<long> times, ReadOnlySpan<int> classes, int begin, int[]? used, int end)
    {
        var first = end;
        while (first > begin && times[first - 1] == times[end])
            first--;
        CountInstant(stage, times, classes, first);
        if (_instantEnd - first == 1 || !IsAnyOfUseLater(stage))
        {
            // One activity, which the stage uses; or some that no later stage looks at.
            Keep(null, 1);
            return _instantEnd;
        }

        int[] available = [.. _instant];
        var isSameInstant = first == begin;
        if (isSameInstant)
        {
            _progress[stage].Reset();
            for (var kind = 0; used is not null && kind < used.Length; kind++)
                available[kind] -= used[kind];
        }
        else
        {
            var kinds = _tables.KindsOf(stage);
            for (var i = first; i <= end; i++)
                _progress[stage].Add(_tables.Conditions(stage, kinds[classes[i]]), -1);
        }

        var most = Math.Max(1, Math.Min(TieChoice.MaxChoices, TieChoice.MaxCounts / available.Count(count => count > 0)));
        foreach (var choice in _ties.Find(stage, available))
        {
            var next = new int[stage + 1 < _stages ? _tables.Kinds(stage + 1) : 1];
            for (var kind = 0; kind < choice.Length; kind++)
                next[_tables.LaterKind(stage, kind)] += choice[kind] + (isSameInstant && used is not null ? used[kind] : 0);
            next[0] = 0;
            Keep(next, most);
        }

        return first;
    }

    // Counts the kinds of the instant that begins at a place; done once a stage, however many choices there are.
    private void CountInstant(int stage, ReadOnlySpan<long> times, ReadOnlySpan<int> classes, int first)
    {
        if (_instantAt == (stage, first))
            return;
        _instantAt = (stage, first);
        Array.Resize(ref _instant, _tables.Kinds(stage));
        Array.Clear(_instant);
        var kinds = _tables.KindsOf(stage);
        for (_instantEnd = first; _instantEnd < times.Length && times[_instantEnd] == times[first]; _instantEnd++)
            _instant[kinds[classes[_instantEnd]]]++;
        Looked += _instantEnd - first;
    }

    private bool IsAnyOfUseLater(int stage)
    {
        for (var kind = 0; kind < _instant.Length; kind++)
        {
            if (_instant[kind] > 0 && _tables.LaterKind(stage, kind) != 0)
                return true;
        }

        return false;
    }

    // Of two that use the same or less, the other is no use; the first of equals stays.
    private void Keep(int[]? used, int most)
    {
        if (_nextUsed.Exists(other => IsNoMore(other, used)))
            return;
        _nextUsed.RemoveAll(other => IsNoMore(used, other));
        if (_nextUsed.Count < most)
            _nextUsed.Add(used);
        else
            _ties.GiveUp();
    }

    private static bool IsNoMore(int[]? a, int[]? b)
    {
        if (a is null)
            return true;
        if (b is null)
            return a.AsSpan().IndexOfAnyExcept(0) < 0;
        for (var kind = 0; kind < a.Length; kind++)
        {
            if (a[kind] > b[kind])
                return false;
        }

        return true;
    }
}
