using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation.Reuse;

/// <summary>The plans that were used last, so that the steps of a run read its plan, and compile its journeys, once a process. A plan never changes.</summary>
public sealed class PreparedPlans(IRecalculationPlanStore plans, IResultStore results)
{
    /// <summary>How many plans it holds: as many runs as are likely to be under way at once.</summary>
    public const int Capacity = 4;

    private const int ParallelRequests = 8;
    private readonly Lock _gate = new();
    private readonly LinkedList<PreparedPlan> _recent = [];

    /// <summary>The plan of a run, or <see langword="null"/>. That of a run that has ended may still be found.</summary>
    public async Task<PreparedPlan?> FindAsync(string recalculationId, CancellationToken cancellation)
    {
        lock (_gate)
        {
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Plan.RecalculationId == recalculationId)
                    return node.Value;
            }
        }

        return await plans.FindAsync(recalculationId, cancellation) is { } plan ? await PrepareAsync(plan, [], isStored: true, cancellation) : null;
    }

    /// <summary>Prepares a plan and keeps it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="known">Results that were read already.</param>
    /// <param name="isStored">Whether the plan is stored.</param>
    /// <param name="cancellation">Stops reading.</param>
    internal async Task<PreparedPlan> PrepareAsync(
        RecalculationPlan plan, IReadOnlyCollection<JourneyResult> known, bool isStored, CancellationToken cancellation)
    {
        var byId = known.ToDictionary(result => (result.JourneyId, result.ResultId));
        var earlier = new JourneyResult?[plan.Journeys.Count];
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation };
        await Parallel.ForAsync(0, earlier.Length, bounded, async (i, stop) =>
        {
            if (plan.Journeys[i] is { EarlierResultId: { } resultId, JourneyId: var journeyId })
                earlier[i] = byId.GetValueOrDefault((journeyId, resultId)) ?? await results.FindAsync(journeyId, resultId, stop);
        });
        var prepared = new PreparedPlan(plan, earlier, isStored);
        lock (_gate)
        {
            _recent.AddFirst(prepared);
            if (_recent.Count > Capacity)
                _recent.RemoveLast();
        }

        return prepared;
    }
}
