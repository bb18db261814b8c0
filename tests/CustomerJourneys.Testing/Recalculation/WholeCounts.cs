using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Testing.Recalculation;

/// <summary>Reads counts whole.</summary>
public static class WholeCounts
{
    /// <summary>All that a partition counted, or <see langword="null"/>.</summary>
    public static Task<byte[]?> ReadCountsAsync(this IRecalculationPlanStore plans, string recalculationId, int partition, CancellationToken cancellation) =>
        plans.ReadCountsAsync(recalculationId, partition, 0, int.MaxValue, cancellation);
}
