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
        var columns = await snapshot.ReadAsync([.. journey.Types], [.. journey.Fields], CancellationToken.None);
        var contacts = await snapshot.ReadContactsAsync([], [], CancellationToken.None);
        var evaluation = JourneyEvaluator.Evaluate(journey, columns, contacts, snapshot.Contacts, DataAsOf, CancellationToken.None);
        using var states = StageStates.Encode(evaluation);
        return (PartitionCounts.Of(evaluation), [.. states.Head.Span, .. states.Body.Span]);
    }
}
