using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Results;

/// <summary>Deletes the lists of earlier results that may still name a contact who was erased after them.</summary>
public sealed class ErasedListsSweep(IJourneyStore journeys, IResultStore results, IStageStateStore states, IContactRewriting rewriting, TimeProvider time)
{
    // Every list that was there at an erasure is replaced, or was looked through, long before.
    private static readonly TimeSpan LooksBack = TimeSpan.FromDays(7);

    /// <summary>Deletes them, of journeys whose current result is of later data. Their figures stay.</summary>
    /// <param name="minimumAge">Lists that were written more recently stay: their run may not have published yet.</param>
    /// <param name="cancellation">Stops between journeys.</param>
    public async Task SweepAsync(TimeSpan minimumAge, CancellationToken cancellation)
    {
        var history = await rewriting.ReadHistoryAsync(cancellation);
        var now = time.GetUtcNow();
        if (history.LastErasure is not { } erasedAt || erasedAt < now - LooksBack)
            return;
        foreach (var journey in await journeys.ListHeadsAsync(cancellation))
            await states.DeleteAllButAsync(journey.Id, await KeptResults.RunsAsync(results, journey.Id, now, erasedAt, cancellation), minimumAge, cancellation);
    }
}
