namespace CustomerJourneys.Recalculation;

/// <summary>The plans that were read last, so that the partitions of a run read its plan once a process. A plan never changes.</summary>
internal sealed class RecalculationPlanCache(IRecalculationPlanStore plans)
{
    /// <summary>How many plans it holds: as many runs as are likely to be under way at once.</summary>
    public const int Capacity = 4;

    private readonly Lock _gate = new();
    private readonly LinkedList<RecalculationPlan> _recent = [];

    /// <summary>The plan of a run, or <see langword="null"/>. That of a run that has ended may still be found.</summary>
    public async Task<RecalculationPlan?> FindAsync(string recalculationId, CancellationToken cancellation)
    {
        lock (_gate)
        {
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.RecalculationId == recalculationId)
                    return node.Value;
            }
        }

        if (await plans.FindAsync(recalculationId, cancellation) is not { } plan)
            return null;
        lock (_gate)
        {
            _recent.AddFirst(plan);
            if (_recent.Count > Capacity)
                _recent.RemoveLast();
        }

        return plan;
    }
}
