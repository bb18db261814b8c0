using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Results;

/// <summary>
/// Deletes the lists that may still name a contact who was erased since: those that only results of earlier data need. The current result keeps its
/// own in any case; after an erasure a recalculation replaces them where the contact was.
/// </summary>
public sealed class ErasedListsSweep(IJourneyStore journeys, IResultStore results, IStageStateStore states, IContactRewriting rewriting, TimeProvider time)
{
    private const int PageSize = 50;

    // What was there at an erasure was looked through many times by then.
    private static readonly TimeSpan LooksBack = TimeSpan.FromDays(7);

    /// <summary>Deletes them. The figures of those results stay.</summary>
    /// <param name="minimumAge">Lists that were written more recently stay: their run may not have published yet, or somebody reads them.</param>
    /// <param name="cancellation">Stops between journeys.</param>
    public async Task SweepAsync(TimeSpan minimumAge, CancellationToken cancellation)
    {
        if ((await rewriting.ReadHistoryAsync(cancellation)).LastErasure is not { } erasedAt || erasedAt < time.GetUtcNow() - LooksBack)
            return;
        foreach (var journey in await journeys.ListHeadsAsync(cancellation))
        {
            var needed = await FindNeededAsync(journey.Id, erasedAt, cancellation);
            if (needed is not null)
                await states.DeleteWhereAsync(journey.Id, (run, partition) => !needed.Contains((run, partition)), minimumAge, cancellation);
        }
    }

    private async Task<HashSet<(string Run, int Partition)>?> FindNeededAsync(string journeyId, DateTimeOffset erasedAt, CancellationToken cancellation)
    {
        if (await results.FindCurrentAsync(journeyId, cancellation) is not { } current)
            return null;
        var needed = StatesOf(current).ToHashSet();
        for (string? continuation = null; ;)
        {
            var page = await results.ListAsync(journeyId, PageSize, continuation, cancellation);
            foreach (var result in page.Items.Where(result => result.DataAsOf >= erasedAt))
                needed.UnionWith(StatesOf(result));
            continuation = page.Continuation;
            if (continuation is null || page.Items.Any(result => result.DataAsOf < erasedAt))
                return needed;
        }
    }

    private static IEnumerable<(string Run, int Partition)> StatesOf(JourneyResult result) => result.Sources is { } sources
        ? sources.Partitions.SelectMany((source, partition) => new[] { source.Run, source.ChangedRun }.OfType<string>().Select(run => (run, partition)))
        : Enumerable.Range(0, result.Partitions).Select(partition => (result.RecalculationId, partition));
}
