using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>
/// The same partitions evaluated by one, two and four processes over one storage account. Each takes the next partition from one shared queue, so whoever is
/// done early takes work from the others, and a partition whose process dies comes back.
/// </summary>
internal static class EvaluatorProcesses
{
    /// <summary>The word that this program is started with to be one of them.</summary>
    public const string Command = "evaluator-process";
    private const string Queue = "partitions-to-evaluate";
    private const string Go = "go";
    private const int Passes = 3;
    private const int SmallContacts = 50;

    /// <returns>What one process alone measured of each evaluation of a partition.</returns>
    public static async Task<WorkDone> MeasureAsync(string storage, BenchmarkReport report)
    {
        var lines = new List<string> { "| processes | seconds | speed-up | partitions of each | requests to blobs | read, written, MiB | MiB a second |", "|---|---|---|---|---|---|---|" };
        var (alone, first) = (0d, (WorkDone?)null);
        foreach (var count in (int[])[1, 2, 4])
        {
            var (seconds, done) = await RunAsync(storage, count);
            var sum = WorkDone.Sum(done);
            (alone, first) = count == 1 ? (seconds, sum) : (alone, first);
            if (sum.Converted != first!.Converted || sum.Converted == 0)
                throw new BenchmarkException($"{count} processes counted {sum.Converted} contacts, one counted {first.Converted}.");
            var (read, written) = (sum.BytesRead / 1_048_576d, sum.BytesWritten / 1_048_576d);
            lines.Add($"| {count} | {seconds:0.00} | {alone / seconds:0.00} | {string.Join(", ", done.Select(work => work.Partitions))} | {sum.Requests} | {read:N0}, {written:N0} | {(read + written) / seconds:N0} |");
        }

        report.Add($"Evaluator processes over one Azurite, {Passes} passes over all partitions", [.. lines, "", "Each process evaluates one partition at a time; Azurite shares the same cores."]);
        return first!;
    }

    /// <summary>What one process measures of partitions so small that only their requests cost anything.</summary>
    public static async Task<WorkDone> OfSmallPartitionsAsync(string storage)
    {
        var (all, activities) = (new List<CustomerJourneys.Activities.Activity>(), new List<GeneratedActivity>());
        for (var contact = 0; contact < SmallContacts * GeneratedLog.Partitions; contact++)
        {
            GeneratedLog.Fill(activities, contact);
            all.AddRange(activities.Select(activity => activity.ToActivity(GeneratedActivity.ContactIdOf(contact))));
        }

        await BenchmarkStore.Open(storage).CommitAsync(ActivityFrames.Of(all), CancellationToken.None);
        return WorkDone.Sum((await RunAsync(storage, 1)).Done);
    }

    /// <summary>One of them: warms up, waits for the word, evaluates partitions until the queue is empty, and says what it did.</summary>
    public static async Task WorkAsync(string storage)
    {
        var counter = new CountRequests();
        var options = new BlobClientOptions();
        options.AddPolicy(counter, HttpPipelinePosition.PerRetry);
        var store = BenchmarkStore.Open(storage, options);
        var pins = await store.FoldAsync(CancellationToken.None);
        var journey = ComparedJourney.FiveStages.Compile();
        foreach (var pin in pins)
            await StoredPartitionEvaluation.RunAsync(store, pin, journey);
        var queue = new QueueClient(storage, Queue);
        var states = new BlobContainerClient(storage, Queue, options);
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync();
        counter.Reset();
        var (converted, partitions, contacts, activities) = (0L, 0, 0L, 0L);
        var before = Environment.CpuUsage.TotalTime;
        while ((await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(1))).Value is { } message)
        {
            var (counts, lists) = await StoredPartitionEvaluation.RunAsync(store, pins[int.Parse(message.MessageText, CultureInfo.InvariantCulture)], journey);
            await states.GetBlobClient(message.MessageId + "-states").UploadAsync(new BinaryData(lists));
            await states.GetBlobClient(message.MessageId + "-counts").UploadAsync(new BinaryData(PartitionCounts.Encode([counts])));
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            converted += counts.Converted[^1];
            contacts += counts.Contacts;
            activities += counts.ActivitiesRead;
            partitions++;
        }

        var cpu = (long)(Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(
            new WorkDone(converted, partitions, contacts, activities, counter.Requests, counter.BytesRead, counter.BytesWritten, cpu)));
    }

    private static async Task<(double Seconds, IReadOnlyList<WorkDone> Done)> RunAsync(string storage, int count)
    {
        var queue = new QueueClient(storage, Queue);
        await queue.CreateIfNotExistsAsync();
        var states = new BlobContainerClient(storage, Queue);
        await states.CreateIfNotExistsAsync();
        var processes = Enumerable.Range(0, count).Select(_ => SelfProcess.Start(storage, Command)).ToList();
        foreach (var process in processes)
        {
            if (await process.StandardOutput.ReadLineAsync() != "ready")
                throw new BenchmarkException("An evaluator process did not start.");
        }

        for (var message = 0; message < Passes * GeneratedLog.Partitions; message++)
            await queue.SendMessageAsync((message % GeneratedLog.Partitions).ToString(CultureInfo.InvariantCulture));
        var said = Array.Empty<string?>();
        var time = await Stopped.MillisecondsAsync(async () =>
        {
            foreach (var process in processes)
                await process.StandardInput.WriteLineAsync(Go);
            said = await Task.WhenAll(processes.Select(process => process.StandardOutput.ReadLineAsync()));
        });
        foreach (var process in processes)
        {
            await process.WaitForExitAsync();
            process.Dispose();
        }

        var done = said.Select(line => JsonSerializer.Deserialize<WorkDone>(line ?? throw new BenchmarkException("An evaluator process failed."))!).ToList();
        return done.Sum(work => work.Partitions) == Passes * GeneratedLog.Partitions
            ? (time / 1000, done)
            : throw new BenchmarkException("Not every partition was evaluated once a pass.");
    }

    private sealed class CountRequests : HttpPipelinePolicy
    {
        private long _requests;
        private long _read;
        private long _written;

        public long Requests => _requests;

        public long BytesRead => _read;

        public long BytesWritten => _written;

        public void Reset() => (_requests, _read, _written) = (0, 0, 0);

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            Count(message);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            ProcessNext(message, pipeline);
            Count(message);
        }

        private void Count(HttpMessage message)
        {
            Interlocked.Increment(ref _requests);
            Interlocked.Add(ref _read, message.Response.Headers.ContentLength ?? 0);
            Interlocked.Add(ref _written, message.Request.Content?.TryComputeLength(out var length) == true ? length : 0);
        }
    }
}
