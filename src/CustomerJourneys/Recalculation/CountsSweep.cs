using CustomerJourneys.Journeys;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>Deletes counts and stage states of runs that no kept result of any journey, and no run under way, builds upon.</summary>
public sealed class CountsSweep(
    IJourneyStore journeys, IRecalculationPlanStore plans, IStageStateStore states, IResultStore results, TimeProvider time)
{
    /// <summary>Deletes what is not needed any more and was written longer ago than <see cref="KeptResults.Grace"/>.</summary>
    /// <returns>Of how many runs.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        // What is listed first can only become needless; what a run needs that begins later, a result names that is read below.
        var written = new Dictionary<string, DateTimeOffset>(await plans.ListCountedAsync(cancellation), StringComparer.Ordinal);
        foreach (var (run, saved) in await states.ListSavedAsync(cancellation))
            written[run] = written.TryGetValue(run, out var counted) && counted > saved ? counted : saved;
        var needed = (await plans.ListAsync(cancellation)).Select(plan => plan.RecalculationId).ToHashSet(StringComparer.Ordinal);
        var now = time.GetUtcNow();
        foreach (var journey in await journeys.ListHeadsAsync(cancellation))
            needed.UnionWith(await KeptResults.RunsAsync(results, journey.Id, now, cancellation));
        var deleted = 0;
        foreach (var (run, saved) in written)
        {
            if (needed.Contains(run) || saved > now - KeptResults.Grace)
                continue;
            await states.DeleteAsync(run, cancellation);
            await plans.DeleteAsync(run, cancellation);
            deleted++;
        }

        return deleted;
    }
}
