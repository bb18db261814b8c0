namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// What counts for one stage between the instant of the stage before and a place that moves on: both ends only move forward, so that
/// counting costs each activity once in and once out, however often the ends move.
/// </summary>
internal sealed class StageSpan(int stage, CompiledStage compiled, StageTables tables)
{
    private int[]? _spare;
    private int _begin;

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

    /// <summary>Counts the activities up to a place.</summary>
    public void MoveTo(Timeline timeline, int end)
    {
        Count(timeline, End, end, 1);
        End = end;
    }

    /// <summary>Takes back the activities from a place on.</summary>
    public void BackTo(Timeline timeline, int end)
    {
        Count(timeline, end, End, -1);
        End = end;
    }

    /// <summary>Whether the stage is fulfilled in a way in which one of these activities, counted already, can be picked.</summary>
    public bool IsReachedBy(Timeline timeline, int first, int end)
    {
        if (!Progress.IsFulfilled)
            return false;
        var kinds = tables.KindsOf(stage);
        for (var i = first; i < end; i++)
        {
            foreach (var condition in tables.Conditions(stage, kinds[timeline.Classes[i]]))
            {
                if (Progress.IsUsable(condition))
                    return true;
            }
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

    private void Count(Timeline timeline, int first, int end, int times)
    {
        Looked += end - first;
        var kinds = tables.KindsOf(stage);
        for (var i = first; i < end; i++)
            Progress.Add(tables.Conditions(stage, kinds[timeline.Classes[i]]), times);
    }
}
