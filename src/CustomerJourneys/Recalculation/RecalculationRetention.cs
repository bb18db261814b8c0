using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation;

/// <summary>Deletes the rows of runs that ended long ago and that nothing needs any more.</summary>
public sealed class RecalculationRetention(IJourneyStore journeys, IRecalculationStore runs, TimeProvider time)
{
    /// <summary>How long a run can be asked for after it has ended.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>
    /// Deletes the rows of runs that ended before <see cref="Kept"/>. A run stays, however old, while a journey names it, or while it would be in
    /// force again if a later one were cancelled: without its row it would be taken for one that a crash left behind.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteOldAsync(CancellationToken cancellation)
    {
        // A run that becomes needed from now on is one that is needed now, or it ends later than the others began.
        var before = time.GetUtcNow() - Kept;
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>((await journeys.ListHeadsAsync(cancellation)).Select(journey => journey.RecalculationId));
        foreach (var open in await runs.ListOpenAsync(cancellation))
            next.Push(open.Id);
        while (next.TryPop(out var id))
        {
            if (!needed.Add(id) || await runs.FindAsync(id, cancellation) is not { Before: { } earlier })
                continue;
            foreach (var run in earlier.Values)
                next.Push(run);
        }

        return await runs.DeleteFinishedBeforeAsync(before, needed, cancellation);
    }
}
