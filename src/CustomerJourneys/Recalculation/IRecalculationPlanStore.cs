namespace CustomerJourneys.Recalculation;

/// <summary>Keeps plans, and what the partitions of a run found, while the run lasts.</summary>
public interface IRecalculationPlanStore
{
    /// <summary>Saves a plan unless the run has one; the first one stays.</summary>
    /// <returns>The plan that the run has.</returns>
    Task<RecalculationPlan> AddAsync(RecalculationPlan plan, CancellationToken cancellation);

    /// <summary>The plan of a run, or <see langword="null"/>.</summary>
    Task<RecalculationPlan?> FindAsync(string recalculationId, CancellationToken cancellation);

    /// <summary>Saves what one partition found for all journeys of the plan; a repeat replaces it.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="counts">The encoded counts; see <c>PartitionCountsBlob</c>.</param>
    /// <param name="cancellation">Stops writing.</param>
    Task SaveCountsAsync(string recalculationId, int partition, ReadOnlyMemory<byte> counts, CancellationToken cancellation);

    /// <summary>Reads a range of what one partition found.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">How long it is at most.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The bytes, fewer when there are no more; <see langword="null"/> when nothing was saved.</returns>
    Task<byte[]?> ReadCountsAsync(string recalculationId, int partition, long offset, int length, CancellationToken cancellation);

    /// <summary>The runs of which counts are kept, in any order, each with when the last of them was saved.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> ListCountedAsync(CancellationToken cancellation);

    /// <summary>The plans of runs that are kept at present: what they pin must stay readable.</summary>
    Task<IReadOnlyList<RecalculationPlan>> ListAsync(CancellationToken cancellation);

    /// <summary>Deletes the plan of a run; its counts stay.</summary>
    Task DeletePlanAsync(string recalculationId, CancellationToken cancellation);

    /// <summary>Deletes the plan and the counts of a run.</summary>
    Task DeleteAsync(string recalculationId, CancellationToken cancellation);
}
