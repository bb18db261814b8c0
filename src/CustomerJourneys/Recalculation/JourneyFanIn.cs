using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>Adds up what the partitions counted for one journey, in its run and, where nothing changed, in earlier ones.</summary>
internal sealed class JourneyFanIn(PreparedPlan plan, RunCounts counts)
{
    private const int ParallelRequests = 8;

    /// <summary>Where the lists and counts of a journey lie, and its stages.</summary>
    /// <param name="journey">The journey's place in the plan.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<(ResultSources Sources, IReadOnlyList<StageResult> Stages)> AddAsync(int journey, CancellationToken cancellation)
    {
        var journeyId = plan.Plan.Journeys[journey].JourneyId;
        var run = plan.Plan.RecalculationId;
        var pins = plan.Plan.Pins;
        var own = new PartitionCounts?[pins.Count];
        await ForEachAsync(plan.Plan.Evaluated ?? [.. Enumerable.Range(0, pins.Count)], async (partition, stop) =>
        {
            if (!plan.IsUnchanged(journey, partition))
                own[partition] = await counts.ReadAsync(run, partition, journeyId, stop);
        });
        var sources = new ResultSources(EarlierResults.Evaluator, [.. pins.Select((pin, partition) => SourceOf(journey, partition, pin.Epoch, own[partition]))]);
        // Where all is as it was, so are the figures, unread.
        if (Array.TrueForAll(own, found => found is null) && plan.EarlierOf(journey) is { } earlier)
            return (sources, earlier.Stages);

        var all = new PartitionCounts[pins.Count];
        var changed = new PartitionCounts?[pins.Count];
        await ForEachAsync(Enumerable.Range(0, pins.Count), async (partition, stop) =>
        {
            var source = sources.Partitions[partition];
            all[partition] = own[partition] is { RemovedGaps: null } whole ? whole : await ReadAsync(source.Run, partition, stop);
            if (source.ChangedRun is { } later)
                changed[partition] = later == run ? own[partition] : await ReadAsync(later, partition, stop);
        });
        return (sources, StageResults.Of(plan.Plan.Journeys[journey].Definition, all, changed));

        Task ForEachAsync(IEnumerable<int> partitions, Func<int, CancellationToken, ValueTask> body) => Parallel.ForEachAsync(
            partitions, new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation }, body);

        async Task<PartitionCounts> ReadAsync(string earlierRun, int partition, CancellationToken stop) =>
            await counts.ReadAsync(earlierRun, partition, journeyId, stop)
            ?? throw new InvalidOperationException($"Partition {partition} of recalculation {earlierRun} has no counts of its own.");
    }

    private PartitionSource SourceOf(int journey, int partition, long epoch, PartitionCounts? own)
    {
        var run = plan.Plan.RecalculationId;
        if (own is { RemovedGaps: null })
            return new PartitionSource(run, epoch, null, epoch, own.ActivitiesRead, own.InexactContacts);
        var earlier = plan.SourceOf(journey, partition)
            ?? throw new InvalidOperationException($"Partition {partition} of recalculation {run} was left out, and the result it builds upon is gone.");
        return own is null
            ? earlier with { Epoch = epoch }
            : earlier with { ChangedRun = run, Epoch = epoch, ActivitiesRead = own.ActivitiesRead };
    }
}
