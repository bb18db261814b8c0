namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// Says how late the stage before must be reached at the least, given when a stage is: not before the last activity that must not lie
/// between. It looks at each activity of a contact once, since the times it is asked about never fall.
/// </summary>
internal sealed class BarrierWatch(StageBarriers barriers, int stage)
{
    private readonly bool _isNeeded = barriers.ExcludedFrom(stage).Contains(true) || barriers.ForbiddenAt(stage).Contains(true);
    private int _excludedEnd;
    private int _forbiddenEnd;
    private long _bound;

    /// <summary>Begins with another contact.</summary>
    public void Reset()
    {
        _excludedEnd = _forbiddenEnd = 0;
        _bound = PartitionEvaluation.NoTime;
    }

    /// <summary>The earliest time of the stage before; <see cref="PartitionEvaluation.NoTime"/> without a bound.</summary>
    /// <param name="timeline">The contact.</param>
    /// <param name="time">When the stage is reached; not before the time asked about last.</param>
    public long Bound(Timeline timeline, long time)
    {
        if (!_isNeeded)
            return PartitionEvaluation.NoTime;
        var excluded = barriers.ExcludedFrom(stage);
        for (; _excludedEnd < timeline.Length && timeline.Times[_excludedEnd] < time; _excludedEnd++)
        {
            if (excluded[timeline.Classes[_excludedEnd]])
                _bound = Math.Max(_bound, timeline.Times[_excludedEnd]);
        }

        var forbidden = barriers.ForbiddenAt(stage);
        for (; _forbiddenEnd < timeline.Length && timeline.Times[_forbiddenEnd] <= time; _forbiddenEnd++)
        {
            if (forbidden[timeline.Classes[_forbiddenEnd]])
                _bound = Math.Max(_bound, timeline.Times[_forbiddenEnd]);
        }

        return _bound;
    }
}
