using CustomerJourneys.Activities;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerJourneys.Benchmarks.Recalculation;

/// <summary>The steps alone, each the fastest of some runs after one to warm up.</summary>
internal static class MicroBenchmarks
{
    private const int Rounds = 9;
    private const int MaxContacts = 40_000;
    private const int Batch = 5_000;

    public static async Task MeasureAsync(GeneratedLog log, BenchmarkReport report)
    {
        var contacts = Math.Min(MaxContacts, log.Contacts);
        var partition = StoredPartition.Build([.. Enumerable.Range(0, contacts)], _ => true);
        var lines = new List<string> { "| step | ns an activity read | activities a second |", "|---|---|---|" };
        foreach (var journey in (ComparedJourney[])[ComparedJourney.FiveStages, ComparedJourney.Groups])
        {
            var compiled = journey.Compile();
            var parts = partition.Decode(compiled);
            var evaluation = partition.Evaluate(compiled, parts);
            Add($"decode, {journey.Name}", evaluation.ActivitiesRead, Stopped.Best(Rounds, () => partition.Decode(compiled))[0]);
            Add($"evaluate, {journey.Name}", evaluation.ActivitiesRead, Stopped.Best(Rounds, () => partition.Evaluate(compiled, parts))[0]);
            Add($"encode the states, {journey.Name}", evaluation.ActivitiesRead, Stopped.Best(Rounds, () => StageStates.Encode(evaluation).Dispose())[0]);
            Add($"sort the times to convert, {journey.Name}", evaluation.ActivitiesRead, Stopped.Best(Rounds, () => PartitionCounts.Of(evaluation))[0]);
        }

        var (count, time) = await FoldAsync(contacts);
        Add("fold the log, over Azurite", count, time);
        report.Add("The steps alone", [.. lines, "", $"{contacts:N0} contacts, one thread; the fold with two, cold."]);

        void Add(string step, long activities, double milliseconds) =>
            lines.Add($"| {step} | {milliseconds * 1e6 / activities:0.0} | {activities / milliseconds * 1000:N0} |");
    }

    private static async Task<(int Activities, double Milliseconds)> FoldAsync(int contacts)
    {
        await using var azurite = await AzuriteFixture.StartAsync();
        var ids = IdSource.FromClock(TimeProvider.System);
        var options = new ActivityStorageOptions();
        var client = new Azure.Storage.Blobs.BlobServiceClient(azurite.ConnectionString);
        var log = new BlobActivityLog(client, options, ids, TimeProvider.System, NullLogger<BlobActivityLog>.Instance);
        var store = new BlobActivityStore(client, options, ids, TimeProvider.System, NullLogger<BlobActivityStore>.Instance);
        var (all, activities) = (new List<Activity>(), new List<GeneratedActivity>());
        for (var contact = 0; contact < contacts / 4; contact++)
        {
            GeneratedLog.Fill(activities, contact);
            all.AddRange(activities.Select(activity => activity.ToActivity(GeneratedActivity.ContactIdOf(contact))));
        }

        foreach (var batch in all.Chunk(Batch))
            await log.AppendAsync(batch, CancellationToken.None);
        IReadOnlyList<PartitionPin> pins = [];
        var time = await Stopped.MillisecondsAsync(async () => pins = await store.FoldAsync(CancellationToken.None));
        return pins.Sum(pin => pin.Activities) == all.Count
            ? (all.Count, time)
            : throw new BenchmarkException($"{all.Count} activities were sent, {pins.Sum(pin => pin.Activities)} were folded.");
    }
}
