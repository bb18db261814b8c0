using System.Collections.Concurrent;
using System.Globalization;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// Reads what partitions counted in this and in earlier runs, journey by journey, so that the gaps of all journeys are never in memory together. The beginning of a
/// blob is read once and kept while it lasts: with few journeys that is all of it.
/// </summary>
/// <param name="plans">Where the counts are.</param>
/// <param name="partitions">How many partitions there are: the more, the less is read of each at once.</param>
internal sealed class RunCounts(IRecalculationPlanStore plans, int partitions)
{
    private const int MaxFirstRead = 1024 * 1024;
    private const int MinFirstRead = 4 * 1024;
    private const int AllFirstReads = 32 * 1024 * 1024;

    private readonly int _firstRead = Math.Clamp(AllFirstReads / Math.Max(1, partitions), MinFirstRead, MaxFirstRead);
    private readonly ConcurrentDictionary<(string Run, int Partition), Lazy<Task<Beginning>>> _beginnings = new();

    /// <summary>Finds the counts of a partition.</summary>
    /// <exception cref="InvalidOperationException">There are none: the run is to be repeated.</exception>
    public Task OpenAsync(string run, int partition, CancellationToken cancellation) => BeginningAsync(run, partition, cancellation);

    /// <summary>What a partition counted for a journey; <see langword="null"/> when that run found that the earlier counts stay right.</summary>
    /// <exception cref="InvalidOperationException">There are no counts of the partition, or none of the journey.</exception>
    public async Task<PartitionCounts?> ReadAsync(string run, int partition, string journeyId, CancellationToken cancellation)
    {
        var beginning = await BeginningAsync(run, partition, cancellation);
        if (!beginning.Sections.TryGetValue(journeyId, out var section))
            throw Missing(run, partition);
        if (section.Length == 0)
            return null;
        var bytes = section.Offset + section.Length <= beginning.Bytes.Length
            ? beginning.Bytes.AsMemory((int)section.Offset, section.Length)
            : await plans.ReadCountsAsync(run, partition, section.Offset, section.Length, cancellation) ?? throw Missing(run, partition);
        return PartitionCountsBlob.ReadSection(Name(run, partition), bytes.Span);
    }

    private Task<Beginning> BeginningAsync(string run, int partition, CancellationToken cancellation) =>
        _beginnings.GetOrAdd((run, partition), key => new(() => ReadBeginningAsync(key.Run, key.Partition, cancellation))).Value;

    private async Task<Beginning> ReadBeginningAsync(string run, int partition, CancellationToken cancellation)
    {
        var bytes = await plans.ReadCountsAsync(run, partition, 0, _firstRead, cancellation) ?? throw Missing(run, partition);
        var length = PartitionCountsBlob.IndexLength(Name(run, partition), bytes);
        if (length > bytes.Length)
            bytes = await plans.ReadCountsAsync(run, partition, 0, length, cancellation) ?? throw Missing(run, partition);
        return new Beginning(bytes, PartitionCountsBlob.ReadIndex(Name(run, partition), bytes.AsSpan(0, Math.Min(length, bytes.Length))));
    }

    private static InvalidOperationException Missing(string run, int partition) => new($"Partition {partition} of recalculation {run} has no counts.");

    private static string Name(string run, int partition) => string.Create(CultureInfo.InvariantCulture, $"runs/{run}/{partition:d5}");

    private sealed record Beginning(byte[] Bytes, IReadOnlyDictionary<string, (long Offset, int Length)> Sections);
}
