using System.Diagnostics;
using System.Globalization;
using System.Text;
using Azure.Storage.Blobs;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Imports;
using CustomerJourneys.Imports.Files;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Activity = CustomerJourneys.Activities.Activity;

namespace CustomerJourneys.Benchmarks.Activities;

/// <summary>How fast activities are appended, folded, imported and decoded, and how many bytes they take.</summary>
internal static class ActivityStoreBenchmark
{
    private const int Contacts = 100_000;
    private static readonly IdSource Ids = IdSource.FromClock(TimeProvider.System);

    public static async Task RunAsync(int count)
    {
        for (var round = 0; round < 3; round++)
            await ImportStepsAsync(count);
        if (Environment.GetEnvironmentVariable("STEPS") is not null)
            return;
        await using var azurite = await AzuriteFixture.StartAsync();
        var activities = Generate(count);
        await AppendsAsync(azurite, activities);
        for (var round = 0; round < 2; round++)
        {
            await FoldAsync(azurite, activities);
            await CommitAsync(azurite, activities);
        }
        Decode(activities);
    }

    private static List<Activity> Generate(int count)
    {
        var random = new Random(1);
        string[] types = ["pagevisit", "pagevisit", "pagevisit", "click", "formsubmit", "purchase", "emailclick", "catalog"];
        var activities = new List<Activity>(count);
        for (var i = 0; i < count; i++)
        {
            var type = types[random.Next(types.Length)];
            activities.Add(new Activity($"contact-{random.Next(Contacts):x6}", $"{random.NextInt64():x16}{i:x8}", type, 1_767_225_600_000 + random.NextInt64(180L * 86_400_000))
            {
                Url = type == "pagevisit" ? "/page/" + random.Next(200) : "",
                Channel = "web",
                Properties = type == "purchase" ? [new("amount", new PropertyValue(random.Next(100_000) / 100.0))] : [],
            });
        }
        return activities;
    }

    /// <summary>What an import does to its rows, step by step, on one core and without storage.</summary>
    private static async Task ImportStepsAsync(int count)
    {
        const int partitions = 16;
        var file = WriteCsv(count);
        foreach (var parameters in new[] { "id=id&", "" })
        {
            var mapping = ImportMappingRules.Read(
                (parameters + "format=csv&value=value&channel=channel").Split('&').Select(pair => KeyValuePair.Create(pair.Split('=')[0], pair.Split('=')[1])), gzip: false);
            var frames = new ActivityFrames(1024 * 1024, 1024 * 1024);
            var start = Process.GetCurrentProcess().TotalProcessorTime;
            await using (var rows = await ActivityFile.OpenAsync(new MemoryStream(file), mapping, DateTimeOffset.UnixEpoch.AddYears(100), new ImportOptions(), default))
            {
                while (await rows.ReadAsync(frames, default))
                {
                }
            }
            Print("parse");
            IReadOnlyList<LogChunk> chunks = [];
            Step("group", () => chunks = frames.Group(partitions));
            var commits = new List<PartitionRows>();
            Step("number contacts, drop repeats", () =>
            {
                for (var partition = 0; partition < partitions; partition++)
                    commits.Add(PartitionRows.Read([.. chunks.SelectMany(chunk => chunk.Entries.Where(entry => entry.Partition == partition).Select(chunk.SliceOf))], new ContactNumbers()));
            });
            Step("gather what changed", () => commits.ForEach(commit => commit.Changes()));
            var builders = commits.ConvertAll(_ => new SegmentBuilder());
            Step("into columns", () => builders.Zip(commits).ToList().ForEach(pair => pair.First.Add(pair.Second)));
            var sealing = new List<SealedSegment>();
            Step("seal", () => sealing = builders.ConvertAll(builder => builder.Build()));
            Step("decode whole segments", () => sealing.ForEach(segment => SegmentContent.Read("s", segment.Bytes)));
            Console.WriteLine($"import, {frames.Bytes / (double)count:F1} bytes a row as frames, {sealing.Sum(segment => (long)segment.Bytes.Length) / (double)count:F1} stored");

            void Step(string what, Action work)
            {
                start = Process.GetCurrentProcess().TotalProcessorTime;
                work();
                Print(what);
            }

            void Print(string what) =>
                Console.WriteLine($"import {(parameters.Length > 0 ? "with" : "without")} ids, {what}: {(Process.GetCurrentProcess().TotalProcessorTime - start).TotalNanoseconds / count:F0} ns of processor time a row");
        }

    }

    private static byte[] WriteCsv(int count)
    {
        var random = new Random(1);
        var text = new StringBuilder("id,contactId,type,occurredAt,value,channel\n");
        for (var i = 0; i < count; i++)
        {
            var time = DateTimeOffset.UnixEpoch.AddYears(56).AddMilliseconds(random.NextInt64(180L * 86_400_000));
            text.Append(CultureInfo.InvariantCulture, $"a-{i},c-{random.Next(count / 25)},type_{(int)Math.Pow(40, random.NextDouble())},{time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'},v{random.Next(100)},{(random.Next(10) < 7 ? "web" : "email")}\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task AppendsAsync(AzuriteFixture azurite, List<Activity> activities)
    {
        var (log, _) = Open(azurite);
        await log.AppendAsync(activities[..1], default);
        const int callers = 64;
        const int each = 50;
        await MeasureAsync($"append, {callers} callers, one activity a call", callers * each, () => Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            for (var i = 0; i < each; i++)
                await log.AppendAsync([activities[(caller * each) + i]], default);
        })));
        await MeasureAsync("append, 1 caller, one activity a call", 200, async () =>
        {
            for (var i = 0; i < 200; i++)
                await log.AppendAsync([activities[i]], default);
        });
    }

    private static async Task FoldAsync(AzuriteFixture azurite, List<Activity> activities)
    {
        var (log, store) = Open(azurite);
        await MeasureAsync("append, 1 caller, 5,000 a call", activities.Count, async () =>
        {
            foreach (var batch in activities.Chunk(5_000))
                await log.AppendAsync(batch, default);
        });
        IReadOnlyList<PartitionPin> pins = [];
        await MeasureAsync("fold", activities.Count, async () => pins = await store.FoldAsync(default));
        Console.WriteLine($"  {pins.Sum(pin => pin.Activities)} activities, {pins.Sum(pin => pin.Contacts)} contacts");
        await MeasureAsync("read contact and time of all types from Azurite", activities.Count, async () =>
        {
            foreach (var pin in pins)
                await (await store.OpenAsync(pin, default)).ReadAsync(["pagevisit", "click", "formsubmit", "purchase", "emailclick", "catalog"], [], default);
        });
        await log.AppendAsync(activities[..1_000], default);
        await MeasureAsync("fold of 1,000 repeats onto that", 1_000, () => store.FoldAsync(default));
    }

    private static async Task CommitAsync(AzuriteFixture azurite, List<Activity> activities)
    {
        var (_, store) = Open(azurite);
        await MeasureAsync("commit, 100,000 a call", activities.Count, async () =>
        {
            foreach (var batch in activities.Chunk(100_000))
                await store.CommitAsync(batch, default);
        });
        await MeasureAsync("commit of the same once more", activities.Count, async () =>
        {
            foreach (var batch in activities.Chunk(100_000))
                await store.CommitAsync(batch, default);
        });
    }

    private static void Decode(List<Activity> activities)
    {
        var contacts = new ContactNumbers();
        var builder = new SegmentBuilder();
        foreach (var activity in activities)
            builder.Add(contacts.FindOrAdd(activity.ContactId), activity);
        var clock = Stopwatch.StartNew();
        var bytes = builder.Build().Bytes;
        Console.WriteLine($"seal: {activities.Count / clock.Elapsed.TotalSeconds:N0} activities/s");
        var index = SegmentContent.Read("s", bytes).Index;
        var blocks = new SegmentBlocks(index);
        for (var round = 0; round < 5; round++)
        {
            clock.Restart();
            for (var repeat = 0; repeat < 20; repeat++)
            {
                foreach (var group in index.Groups)
                    blocks.Keys(group, bytes.AsSpan((int)group.Keys.Offset, group.Keys.Length));
            }
            Console.WriteLine($"decode contact and time: {20 * activities.Count / clock.Elapsed.TotalSeconds:N0} activities/s on one core");
        }
        var keys = index.Groups.Sum(group => (long)group.Keys.Length);
        var fields = index.Groups.Sum(group => group.Fields.Sum(field => (long)field.Block.Length));
        var ids = index.Groups.Sum(group => group.Ids.Sum(block => (long)block.Block.Length));
        var filter = index.Filter.Pages.Sum(page => (long)page.Length);
        double n = activities.Count;
        Console.WriteLine($"bytes an activity: contact and time {keys / n:F2}, fields {fields / n:F2}, filter {filter / n:F2}, ids {ids / n:F2}, whole segment {bytes.Length / n:F2}");
    }

    private static (BlobActivityLog Log, BlobActivityStore Store) Open(AzuriteFixture azurite)
    {
        var options = new ActivityStorageOptions { Container = "bench" + Ids.NewId() };
        var client = new BlobServiceClient(azurite.ConnectionString);
        return (new BlobActivityLog(client, options, Ids, TimeProvider.System, NullLogger<BlobActivityLog>.Instance),
            new BlobActivityStore(client, options, Ids, TimeProvider.System, NullLogger<BlobActivityStore>.Instance));
    }

    /// <summary>Prints the rate by the clock, and by the processor time of this process alone: on two cores, without Azurite.</summary>
    private static async Task MeasureAsync(string what, int count, Func<Task> work)
    {
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await work();
        var seconds = clock.Elapsed.TotalSeconds;
        var own = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
        Console.WriteLine($"{what}: {count / seconds:N0}/s by the clock; {2 * count / own:N0}/s on two cores by this process's own processor time ({seconds:F2} s, {own:F2} s)");
    }
}
