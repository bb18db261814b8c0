using System.Diagnostics;
using Azure.Storage.Blobs;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;
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
