namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// What counts for one stage between the instant of the stage before and a place that moves on: both ends only move forward, so that
/// counting costs each activity once in and once out, however often the ends move.
/// </summary>
internal sealed class StageSpan(int stage, CompiledStage compiled, StageTables tables)
{
    private const int FewActivities = 8;

    private int[]? _spare;
    private int[]? _instantCounts;
    private int _begin;
    private int _instantFirst = -1;
    private int _instantEnd;

    /// <summary>What is counted.</summary>
    public StageProgress Progress { get; } = new(compiled);

    /// <summary>Behind the last activity that is counted.</summary>
    public int End { get; private set; }

    /// <summary>How many activities were counted in or out.</summary>
    public long Looked { get; private set; }

    /// <summary>Begins with another contact.</summary>
    public void Reset()
    {
        Progress.Reset();
        _begin = End = 0;
        _spare = null;
        _instantFirst = -1;
    }

    /// <summary>Moves the beginning forward; the end moves with it where it is passed.</summary>
    /// <param name="timeline">The contact.</param>
    /// <param name="begin">Behind the instant of the stage before.</param>
    /// <param name="spare">What that instant has left, by kind; <see langword="null"/> for nothing.</param>
    public void Begin(Timeline timeline, int begin, int[]? spare)
    {
        if (begin >= End)
        {
            Progress.Reset();
            _begin = End = begin;
        }
        else
        {
            Count(timeline, _begin, begin, -1);
            Count(_spare, -1);
            _begin = begin;
        }

        Count(spare, 1);
        _spare = spare;
    }

    /// <summary>Where the instant at <see cref="End"/> ends.</summary>
    public int EndOfInstant(Timeline timeline)
    {
        Look(timeline);
        return _instantEnd;
    }

    /// <summary>Counts the activities of the instant at <see cref="End"/> by their kind; not to be changed.</summary>
    public int[] CountInstant(Timeline timeline)
    {
        Look(timeline);
        return CountByKind(timeline);
    }

    /// <summary>Counts the instant at <see cref="End"/>, which then lies behind it.</summary>
    public void TakeInstant(Timeline timeline)
    {
        Look(timeline);
        CountInstantIn(timeline, 1);
        End = _instantEnd;
    }

    /// <summary>Takes back the instant that was counted last.</summary>
    public void GiveInstantBack(Timeline timeline)
    {
        CountInstantIn(timeline, -1);
        End = _instantFirst;
    }

    /// <summary>Whether the stage is fulfilled in a way in which one of the activities of the instant counted last can be picked.</summary>
    public bool IsReachedByInstant(Timeline timeline)
    {
        if (!Progress.IsFulfilled)
            return false;
        var kinds = tables.KindsOf(stage);
        if (_instantCounts is null)
        {
            for (var i = _instantFirst; i < _instantEnd; i++)
            {
                if (IsUsable(kinds[timeline.Classes[i]]))
                    return true;
            }

            return false;
        }

        for (var kind = 1; kind < _instantCounts.Length; kind++)
        {
            if (_instantCounts[kind] > 0 && IsUsable(kind))
                return true;
        }

        return false;
    }

    /// <summary>Counts activities by kind.</summary>
    /// <param name="counts">How many of each kind; <see langword="null"/> for none.</param>
    /// <param name="times">1 to count them, -1 to take them back.</param>
    public void Count(int[]? counts, int times)
    {
        for (var kind = 1; counts is not null && kind < counts.Length; kind++)
        {
            if (counts[kind] != 0)
                Progress.Add(tables.Conditions(stage, kind), times * counts[kind]);
        }
    }

    private bool IsUsable(int kind)
    {
        foreach (var condition in tables.Conditions(stage, kind))
        {
            if (Progress.IsUsable(condition))
                return true;
        }

        return false;
    }

    // A stage may come back to one instant many times: a large one is counted by kind once.
    private void CountInstantIn(Timeline timeline, int times)
    {
        if (_instantEnd - _instantFirst > FewActivities)
            Count(CountByKind(timeline), times);
        else
            Count(timeline, _instantFirst, _instantEnd, times);
    }

    private int[] CountByKind(Timeline timeline)
    {
        if (_instantCounts is null)
        {
            _instantCounts = new int[tables.Kinds(stage)];
            var kinds = tables.KindsOf(stage);
            for (var i = _instantFirst; i < _instantEnd; i++)
                _instantCounts[kinds[timeline.Classes[i]]]++;
            Looked += _instantEnd - _instantFirst;
        }

        return _instantCounts;
    }

    private void Look(Timeline timeline)
    {
        if (_instantFirst == End)
            return;
        _instantFirst = End;
        _instantEnd = timeline.EndOfInstant(End);
        _instantCounts = null;
    }

    private void Count(Timeline timeline, int first, int end, int times)
    {
        Looked += end - first;
        var kinds = tables.KindsOf(stage);
        for (var i = first; i < end; i++)
            Progress.Add(tables.Conditions(stage, kinds[timeline.Classes[i]]), times);
    }
}
