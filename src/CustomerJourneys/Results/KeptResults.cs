namespace CustomerJourneys.Results;

/// <summary>Which results of a journey keep their lists and counts.</summary>
public static class KeptResults
{
    /// <summary>How many results keep their lists of contacts at least; the figures of all results stay.</summary>
    public const int WithLists = 2;

    /// <summary>How long replaced lists stay, for readers that began before: as long as a continuation is valid.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private const int PageSize = 50;

    /// <summary>The runs whose states and counts are needed: by the latest results, by the current one, and by those that were so within <see cref="Grace"/>.</summary>
    /// <param name="results">The results.</param>
    /// <param name="journeyId">The journey.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<IReadOnlySet<string>> RunsAsync(
        IResultStore results, string journeyId, DateTimeOffset now, CancellationToken cancellation)
    {
        var runs = new HashSet<string>(StringComparer.Ordinal);
        string? continuation = null;
        var (taken, isAtEnd) = (0, false);
        while (!isAtEnd)
        {
            var page = await results.ListAsync(journeyId, PageSize, continuation, cancellation);
            foreach (var result in page.Items)
            {
                isAtEnd = taken++ >= WithLists && result.CalculatedAt < now - Grace;
                // The first one of those that are older was the latest until the one after it came.
                runs.UnionWith(RunsOf(result));
                if (isAtEnd)
                    break;
            }

            continuation = page.Continuation;
            isAtEnd |= continuation is null;
        }

        // Where the clocks of hosts differ, the current one need not be among those of the latest ids.
        if (await results.FindCurrentAsync(journeyId, cancellation) is { } current)
            runs.UnionWith(RunsOf(current));
        return runs;
    }

    private static IEnumerable<string> RunsOf(JourneyResult result) => (result.Sources?.Runs ?? []).Append(result.RecalculationId);
}
