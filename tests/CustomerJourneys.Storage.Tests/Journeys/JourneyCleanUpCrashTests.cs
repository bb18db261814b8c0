using Azure.Data.Tables;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Journeys;
using CustomerJourneys.Storage.Recalculation;
using CustomerJourneys.Storage.Results;
using CustomerJourneys.Storage.Rows;
using CustomerJourneys.Storage.Scheduling;
using CustomerJourneys.Storage.Tests.Activities;

namespace CustomerJourneys.Storage.Tests.Journeys;

/// <summary>
/// A process ends between any two of its requests while it deletes a journey and cleans up, or after one took effect and before it knew. Either
/// the journey is whole, or another process finds its mark and nothing of it is left in the end; others' things stay.
/// </summary>
[Collection(OnAzurite.Name)]
public sealed class JourneyCleanUpCrashTests(AzuriteOfRun azurite)
{
    private const int Partitions = 2;

    // A row of its own, two of its result, two of its run; a plan, counts, and the states of its own run.
    private const int ThingsEach = 1 + 2 + 2 + 2 + Partitions;

    private static readonly TimeSpan Later = 2 * JourneyCleanUp.Grace;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeleteAndCleanUp_CrashAtAnyRequest_LeavesAllOrNothing(bool afterItTookEffect)
    {
        for (var request = 1; ; request++)
        {
            var storage = new TestStorage(azurite);
            var (deleted, kept, shared) = await PrepareAsync(storage);
            var before = await ThingsOfAsync(storage, kept);
            var crashed = false;
            try
            {
                var (tables, containers) = storage.Through(DyingAt(request, afterItTookEffect));
                await DeleteAsync(tables, containers, deleted);
            }
            catch (IOException)
            {
                crashed = true;
            }

            await FinishAsync(storage, deleted);

            Assert.Equal([], await ThingsOfAsync(storage, deleted));
            Assert.Equal(before, await ThingsOfAsync(storage, kept));
            Assert.NotNull(await new TableRecalculationStore(storage.Tables, TimeProvider.System).FindAsync(shared.Id, default));
            if (!crashed)
            {
                Assert.InRange(request, 20, 200);
                return;
            }
        }
    }

    /// <summary>What the next process does: the client repeats a delete that was not answered, and the timer finds marks.</summary>
    private static async Task FinishAsync(TestStorage storage, StoredJourney deleted)
    {
        var (tables, containers) = (storage.Tables, storage.Containers);
        if (await new TableJourneyStore(tables, TimeProvider.System).FindAsync(deleted.Id, default) is not null)
        {
            Assert.Equal(ThingsEach, (await ThingsOfAsync(storage, deleted)).Count);
            await CatalogOf(tables).DeleteAsync(deleted.Id, _ => true, default);
        }

        Assert.Equal("journey_not_found", (await Assert.ThrowsAsync<ProblemException>(() => CatalogOf(tables).FindAsync(deleted.Id, default))).Code);
        foreach (var ahead in (TimeSpan[])[TimeSpan.Zero, Later, 2 * Later])
        {
            var cleanUp = CleanUpOf(tables, containers, ahead);
            foreach (var mark in await cleanUp.ListAsync(default))
                await cleanUp.SweepAsync(mark.Id, default);
        }
    }

    private static async Task DeleteAsync(StorageTables tables, StorageContainers containers, StoredJourney journey)
    {
        await CatalogOf(tables).DeleteAsync(journey.Id, version => version == 1, default);
        Assert.False(await CleanUpOf(tables, containers, TimeSpan.Zero).SweepAsync(journey.Id, default));
        Assert.True(await CleanUpOf(tables, containers, Later).SweepAsync(journey.Id, default));
    }

    /// <summary>Two journeys with results, lists and a run that they share; one has a run of its own under way, too.</summary>
    private static async Task<(StoredJourney Deleted, StoredJourney Kept, RecalculationRun Shared)> PrepareAsync(TestStorage storage)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        var (runs, plans) = (new TableRecalculationStore(storage.Tables, TimeProvider.System), new BlobRecalculationPlanStore(storage.Containers));
        var (results, states) = (new TableResultStore(storage.Tables, TimeProvider.System), new BlobStageStateStore(storage.Containers));
        StoredJourney[] journeys = [.. Enumerable.Range(0, 2).Select(_ =>
            new StoredJourney(TestStorage.Ids.NewId(), 1, new Journey("Coffee", true, []), now, now, TestStorage.Ids.NewId()))];
        var shared = new RecalculationRun(
            TestStorage.Ids.NewId(), [.. journeys.Select(journey => journey.Id)], RecalculationReason.Scheduled, RecalculationStatus.Succeeded, now)
        {
            FinishedAt = now,
        };
        await runs.TryAddAsync(shared, default);
        foreach (var journey in journeys)
        {
            await new TableJourneyStore(storage.Tables, TimeProvider.System).AddAsync(journey, default);
            var own = new RecalculationRun(journey.RecalculationId, [journey.Id], RecalculationReason.Saved, RecalculationStatus.Running, now);
            await runs.TryAddAsync(own, default);
            await plans.AddAsync(new RecalculationPlan(own.Id, now, [new PlannedJourney(journey.Id, 1, journey.Definition)], []), default);
            await plans.SaveCountsAsync(own.Id, 0, new byte[1], default);
            await results.PublishAsync(new JourneyResult(shared.Id, journey.Id, 1, shared.Id, now, now, 1, 0, 0, 0, Partitions, []), default);
            foreach (var run in (string[])[shared.Id, own.Id])
            {
                for (var partition = 0; partition < Partitions; partition++)
                    await states.SaveAsync(run, partition, new byte[1], 0, default, default);
            }
        }

        return (journeys[0], journeys[1], shared);
    }

    /// <summary>All rows and blobs of a journey, and of the run that is its own.</summary>
    private static async Task<IReadOnlyList<string>> ThingsOfAsync(TestStorage storage, StoredJourney journey)
    {
        var things = new List<string>();
        foreach (var name in (string[])["journeys", "results", "recalculations"])
        {
            await foreach (var row in (await storage.Tables.OpenAsync(name, default)).QueryAsync<TableEntity>())
                things.Add($"{name} {row.PartitionKey} {row.RowKey}");
        }

        foreach (var name in (string[])["plans", "runs", "states"])
        {
            await foreach (var blob in (await storage.Containers.OpenAsync(name, default)).GetBlobsAsync())
                things.Add($"{name} {blob.Name}");
        }

        string[] names = [journey.Id, StorageKey.NewestFirst(journey.Id), journey.RecalculationId];
        return [.. things.Where(thing => names.Any(thing.Contains)).Order(StringComparer.Ordinal)];
    }

    private static JourneyCatalog CatalogOf(StorageTables tables) => new(
        new TableJourneyStore(tables, TimeProvider.System), new TableScheduleStore(tables, TimeProvider.System), TestStorage.Ids, TimeProvider.System);

    private static JourneyCleanUp CleanUpOf(StorageTables tables, StorageContainers containers, TimeSpan ahead)
    {
        var time = new ShiftedTime(ahead);
        var (journeys, runs) = (new TableJourneyStore(tables, time), new TableRecalculationStore(tables, time));
        var ends = new RecalculationEnds(runs, Substitute.For<IRecalculationQueue>(), time);
        return new JourneyCleanUp(
            journeys, runs, new BlobRecalculationPlanStore(containers), new TableResultStore(tables, time), new BlobStageStateStore(containers), ends, time);
    }

    private static RequestPolicy DyingAt(int request, bool afterItTookEffect)
    {
        var (number, dead) = (0, false);
        return new RequestPolicy
        {
            Before = _ =>
            {
                dead |= Interlocked.Increment(ref number) == request && !afterItTookEffect;
                return dead ? Task.FromException(new IOException("the process is gone")) : Task.CompletedTask;
            },
            After = _ =>
            {
                dead |= Volatile.Read(ref number) >= request;
                return dead ? Task.FromException(new IOException("the process is gone")) : Task.CompletedTask;
            },
        };
    }
}
