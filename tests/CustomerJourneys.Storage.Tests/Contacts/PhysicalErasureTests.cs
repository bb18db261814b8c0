using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;
using CustomerJourneys.Storage.Journeys;
using CustomerJourneys.Storage.Recalculation;
using CustomerJourneys.Storage.Results;
using CustomerJourneys.Storage.Scheduling;
using CustomerJourneys.Storage.Tests.Activities;

namespace CustomerJourneys.Storage.Tests.Contacts;

/// <summary>After an erasure, a recalculation and a tidy-up nothing in the account holds the contact: no blob, row or message.</summary>
[Collection(OnAzurite.Name)]
public sealed class PhysicalErasureTests(AzuriteOfRun azurite)
{
    private static readonly string[] Traces = ["erased-contact-id", "erased-merged-id", "erased@mail.example", "earlier@mail.example", "erased-marker", "erased-attribute", "erased-value"];

    [Fact]
    public async Task Erase_ThenRecalculatedAndTidiedUp_NoTraceIsLeftInTheAccount()
    {
        var (storage, store) = (new TestStorage(azurite), ContactProcess.StoreOf(azurite, 2));
        var process = new ContactProcess(storage, store);
        await AddAsync(process);
        var journeys = new Pipeline(storage, process);
        await journeys.CreateAsync();
        Assert.Equal(1, await journeys.RunAsync());
        await process.Store.Log.AppendAsync([Visit("erased-contact-id", "5", "erased-marker-late"), Visit("staying", "9", "other")], default);
        Assert.Equal(2, await journeys.RunAsync());
        // Each of them is there before, or its absence afterwards would say nothing.
        foreach (var trace in Traces)
            Assert.NotEmpty(await FindAsync(store, storage, trace));

        await process.Erasure.EraseAsync("erased-merged-id", default);
        await process.Store.Log.AppendAsync([Visit("erased-contact-id", "6", "erased-marker-after")], default);
        Assert.Equal(1, await journeys.RunAsync());
        await process.Store.Store.RewriteAsync(default);
        await journeys.TidyUpAsync();

        foreach (var trace in Traces)
            Assert.Equal([], await FindAsync(store, storage, trace));
        Assert.NotEmpty(await FindAsync(store, storage, "staying"));
        Assert.Equal(1, await journeys.RunAsync());
    }

    [Fact]
    public async Task Erase_WhileARunIsUnderWay_TheRunDoesNotPublish()
    {
        var (storage, store) = (new TestStorage(azurite), ContactProcess.StoreOf(azurite, 2));
        var process = new ContactProcess(storage, store);
        await AddAsync(process);
        var journeys = new Pipeline(storage, process);
        await journeys.CreateAsync();
        Assert.Equal(1, await journeys.RunAsync());

        Assert.Equal(1, await journeys.RunAsync(beforePublishing: () => process.Erasure.EraseAsync("erased-contact-id", default)));

        var view = await journeys.ReadAsync();
        Assert.Equal((ResultState.Stale, 1), (view.State, view.ErasedSince));
        Assert.Equal(0, await journeys.RunAsync());
        view = await journeys.ReadAsync();
        Assert.Equal((ResultState.Current, 0), (view.State, view.ErasedSince));
    }

    private static async Task AddAsync(ContactProcess process)
    {
        await process.Store.Store.CommitAsync([Visit("erased-contact-id", "1", "erased-marker-1"), Visit("erased-merged-id", "2", "erased-marker-2")], default);
        await process.SaveAsync("erased-contact-id", """{"email":"earlier@mail.example","firstName":"x"}""");
        await process.SaveAsync("erased-contact-id", """{"email":"Erased@mail.example","attributes":{"erased-attribute":"erased-value"}}""");
        await process.SaveAsync("erased-merged-id", """{"email":"erased@mail.example"}""");
        Assert.Equal(["erased-merged-id"], (await process.Reader.FindAsync("erased-contact-id", default)).MergedIds);
    }

    private static Activity Visit(string contact, string id, string marker) =>
        new(contact, id, "visit", 1_700_000_000_000) { Url = "/" + marker, Properties = [new ActivityProperty("note", new PropertyValue(marker))] };

    /// <summary>Where a text stands in the account, as UTF-8 in upper or lower case, or as UTF-16.</summary>
    private async Task<IReadOnlyList<string>> FindAsync(StoreUnderTest store, TestStorage storage, string trace)
    {
        var found = new List<string>();
        var blobs = new BlobServiceClient(azurite.ConnectionString);
        await foreach (var container in blobs.GetBlobContainersAsync())
        {
            if (container.Name != store.Options.Container && !container.Name.StartsWith(storage.Names.Prefix, StringComparison.Ordinal))
                continue;
            var client = blobs.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync())
            {
                var content = (await client.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray();
                if (Has(Encoding.UTF8.GetBytes(blob.Name), trace) || Has(content, trace))
                    found.Add($"{container.Name}/{blob.Name}");
            }
        }

        var tables = new TableServiceClient(azurite.ConnectionString);
        await foreach (var table in tables.QueryAsync(table => table.Name.CompareTo(storage.Names.Prefix) >= 0 && table.Name.CompareTo(storage.Names.Prefix + "~") < 0))
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                if (row.Any(cell => Has(cell.Value as byte[] ?? Encoding.UTF8.GetBytes(cell.Value?.ToString() ?? ""), trace)))
                    found.Add($"{table.Name}: {row.PartitionKey} {row.RowKey}");
            }
        }

        var queues = new QueueServiceClient(azurite.ConnectionString);
        await foreach (var queue in queues.GetQueuesAsync(prefix: storage.Names.Prefix))
        {
            foreach (var message in (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value)
            {
                if (Has(message.Body.ToArray(), trace))
                    found.Add(queue.Name);
            }
        }

        return found;
    }

    private static bool Has(byte[] content, string trace) =>
        Encoding.UTF8.GetString(content).Contains(trace, StringComparison.OrdinalIgnoreCase) || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(trace)) >= 0;

    /// <summary>A journey over the stored contacts, recalculated in this process: visits of whoever has the type.</summary>
    private sealed class Pipeline
    {
        private readonly ContactProcess _process;
        private readonly TableJourneyStore _journeys;
        private readonly TableRecalculationStore _runs;
        private readonly BlobRecalculationPlanStore _plans;
        private readonly TableResultStore _results;
        private readonly BlobStageStateStore _states;
        private readonly RecalculationPlanner _planner;
        private readonly PartitionRecalculation _partitions;
        private readonly ResultsPublication _publication;
        private readonly RecalculationRequests _requests;
        private readonly TestStorage _storage;
        private string _journey = "";

        public Pipeline(TestStorage storage, ContactProcess process)
        {
            var (time, queue) = (TimeProvider.System, new StorageRecalculationQueue(storage.Queues));
            (_storage, _process) = (storage, process);
            (_journeys, _runs, _plans) = (new(storage.Tables, time), new(storage.Tables, time), new(storage.Containers));
            (_results, _states) = (new(storage.Tables, time), new(storage.Containers));
            var ends = new RecalculationEnds(_runs, queue, time);
            var prepared = new PreparedPlans(_plans, _results);
            _planner = new(_journeys, _runs, _plans, prepared, _results, process.Store.Store, ends, new RecalculationOptions(), time);
            _partitions = new(_runs, _plans, prepared, process.Store.Store, _states, time);
            _publication = new(_journeys, _runs, _plans, prepared, _results, ends, process.Store.Store, time);
            _requests = new(_journeys, _runs, ends, queue, TestStorage.Ids, time);
        }

        public async Task CreateAsync()
        {
            var catalog = new JourneyCatalog(_journeys, new TableScheduleStore(_storage.Tables, TimeProvider.System), TestStorage.Ids, TimeProvider.System);
            var definition = """{"displayName":"Visits","stages":[{"name":"visit","conditions":{"groups":[{"conditions":[{"rule":"performedActivity","activityType":"visit"}]}]}}]}""";
            _journey = (await catalog.CreateAsync(Encoding.UTF8.GetBytes(definition), default)).Id;
        }

        /// <summary>Recalculates.</summary>
        /// <returns>How many reached the stage, as it is seen afterwards.</returns>
        public async Task<long> RunAsync(Func<Task>? beforePublishing = null)
        {
            var run = await _requests.RequestAsync(_journey, Substitute.For<IRecalculationStarter>(), default);
            var planned = await _planner.PlanAsync(run.Id, default);
            for (var place = 0; place < planned.Evaluated; place++)
                await _partitions.EvaluateAsync(run.Id, place, default);
            if (beforePublishing is not null)
                await beforePublishing();
            await _publication.PublishAsync(run.Id, default);
            return (await ReadAsync()).Result!.Stages[0].Converted;
        }

        public Task<ResultView> ReadAsync() => new JourneyResults(_journeys, _runs, _results, _process.Store.Store).ReadAsync(_journey, null, default);

        /// <summary>What is done every hour, as if that were long ago.</summary>
        public Task TidyUpAsync() => _process.Store.Store.SweepAsync([], TimeSpan.Zero, default);
    }
}
