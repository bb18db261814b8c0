using CustomerJourneys.Activities;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>What the durable activity of one partition does, without the run around it: read, evaluate, encode counts and states.</summary>
internal static class StoredPartitionEvaluation
{
    private static readonly DateTimeOffset DataAsOf = DateTimeOffset.FromUnixTimeMilliseconds(GeneratedLog.End).AddDays(30);

    /// <returns>The encoded counts and states.</returns>
    public static async Task<(PartitionCounts Counts, byte[] States)> RunAsync(IActivityStore store, PartitionPin pin, CompiledJourney journey)
    {
        var snapshot = await store.OpenAsync(pin, CancellationToken.None);
        var (readingIds, readingColumns) = (snapshot.ReadContactIdsAsync(CancellationToken.None), snapshot.ReadAsync([.. journey.Types], [.. journey.Fields], CancellationToken.None));
        await Task.WhenAll(readingIds, readingColumns);
        var contacts = await snapshot.ReadContactsAsync([], [], CancellationToken.None);
        var evaluation = JourneyEvaluator.Evaluate(journey, await readingColumns, contacts, snapshot.Contacts, DataAsOf, CancellationToken.None);
        return (PartitionCounts.Of(evaluation), StageStates.Encode(evaluation, await readingIds).Bytes.ToArray());
    }
}
