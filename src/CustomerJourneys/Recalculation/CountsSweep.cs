using CustomerJourneys.Journeys;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>Deletes what partitions counted in runs that no kept result of any journey, and no run under way, builds upon.</summary>
public sealed class CountsSweep(IJourneyStore journeys, IRecalculationPlanStore plans, IResultStore results, TimeProvider time)
{
    /// <summary>Deletes what is not needed any more and was written longer ago than <see cref="KeptResults.Grace"/>.</summary>
    /// <returns>Of how many runs.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        // What is listed first can only become needless; what a run needs that begins later, a result names that is read below.
        var counted = await plans.ListCountedAsync(cancellation);
        var needed = (await plans.ListAsync(cancellation)).Select(plan => plan.RecalculationId).ToHashSet(StringComparer.Ordinal);
        var now = time.GetUtcNow();
        foreach (var journey in await journeys.ListHeadsAsync(cancellation))
            needed.UnionWith(await KeptResults.RunsAsync(results, journey.Id, now, cancellation));
        var deleted = 0;
        foreach (var (run, saved) in counted)
        {
            if (needed.Contains(run) || saved > now - KeptResults.Grace)
                continue;
            await plans.DeleteAsync(run, cancellation);
            deleted++;
        }

        return deleted;
    }
}
