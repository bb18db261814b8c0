using Azure.Core;
using Azure.Data.Tables;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Storage.Recalculation;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Recalculation;

[Collection(OnAzurite.Name)]
public sealed class TableRecalculationStoreTests(AzuriteOfRun azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestStorage _storage = new(azurite);

    private TableRecalculationStore Store => new(_storage.Tables, TimeProvider.System);

    [Fact]
    public async Task FindAsync_AddedRun_GivesItBackWhole()
    {
        var run = Run() with
        {
            Status = RecalculationStatus.Failed,
            Before = new Dictionary<string, string> { ["j1"] = "before" },
            IsPublishing = true,
            Partitions = 16,
            StartedAt = Noon.AddTicks(1),
            DataAsOf = Noon.AddSeconds(1),
            FinishedAt = Noon.AddSeconds(2),
            Error = new string('ü', 1_024),
        };

        Assert.True(await Store.TryAddAsync(run, default));

        Assert.Equivalent(run, await Store.FindAsync(run.Id, default), strict: true);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("no/such?run#")]
    [InlineData("")]
    public async Task FindAsync_NoSuchRun_IsNull(string id)
    {
        Assert.Null(await Store.FindAsync(id, default));
        Assert.Null(await Store.ChangeAsync(id, run => run, default));
    }

    [Fact]
    public async Task TryAddAsync_IdIsTaken_IsFalseAndLeavesTheFirst()
    {
        var run = Run();
        Assert.True(await Store.TryAddAsync(run, default));

        Assert.False(await Store.TryAddAsync(run with { Reason = RecalculationReason.Scheduled }, default));

        Assert.Equal(RecalculationReason.Saved, (await Store.FindAsync(run.Id, default))!.Reason);
    }

    [Fact]
    public async Task TryAddAsync_ManyAtOnce_OneAdds()
    {
        var run = Run();

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.TryAddAsync(run, default)));

        Assert.Single(added, one => one);
    }

    [Fact]
    public async Task TryAddAsync_TenThousandJourneys_AreKept()
    {
        var run = Run() with { JourneyIds = [.. Enumerable.Range(0, 10_000).Select(i => i.ToString("x32", null))] };

        await Store.TryAddAsync(run, default);

        Assert.Equal(run.JourneyIds, (await Store.FindAsync(run.Id, default))!.JourneyIds);
    }

    [Fact]
    public async Task ListEndedOfAsync_RunsOfOneJourney_AreThoseForItAloneThatHaveEnded()
    {
        var (journey, other) = (TestStorage.Ids.NewId(), TestStorage.Ids.NewId());
        var ended = Run() with { JourneyIds = [journey] };
        await Store.TryAddAsync(ended, default);
        Assert.Empty(await Store.ListEndedOfAsync(journey, default));
        ended = (await Store.ChangeAsync(ended.Id, run => run with { Status = RecalculationStatus.Cancelled, FinishedAt = Noon }, default))!;
        await Store.TryAddAsync(Run() with { JourneyIds = [journey] }, default);
        await Store.TryAddAsync(ended with { Id = TestStorage.Ids.NewId(), JourneyIds = [journey, other] }, default);
        await Store.TryAddAsync(ended with { Id = TestStorage.Ids.NewId(), JourneyIds = [other] }, default);

        var found = await Store.ListEndedOfAsync(journey, default);

        Assert.Equivalent(ended, Assert.Single(found), strict: true);
        Assert.Empty(await Store.ListEndedOfAsync("no'such journey", default));
    }

    [Fact]
    public async Task DeleteAsync_OnlyARunThatHasEnded_IsDeleted()
    {
        var run = Run();
        await Store.TryAddAsync(run, default);

        await Store.DeleteAsync(run.Id, default);
        Assert.NotNull(await Store.FindAsync(run.Id, default));
        await Store.ChangeAsync(run.Id, present => present with { Status = RecalculationStatus.Succeeded, FinishedAt = Noon }, default);
        await Store.DeleteAsync(run.Id, default);
        await Store.DeleteAsync(run.Id, default);

        Assert.Null(await Store.FindAsync(run.Id, default));
    }

    [Fact]
    public async Task ChangeAsync_ManyAtOnce_LosesNoChange()
    {
        var run = Run() with { Error = "" };
        await Store.TryAddAsync(run, default);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            Store.ChangeAsync(run.Id, present => present with { Error = present.Error + (char)('a' + i) }, default)));

        var found = await Store.FindAsync(run.Id, default);
        Assert.Equal("abcdefghij", string.Concat(found!.Error!.Order()));
    }

    [Fact]
    public async Task ChangeAsync_ChangeGivesNull_LeavesTheRunAndGivesIt()
    {
        var run = Run();
        await Store.TryAddAsync(run, default);

        var left = await Store.ChangeAsync(run.Id, _ => null, default);

        Assert.Equivalent(run, left, strict: true);
    }

    [Fact]
    public async Task ChangeAsync_KnownRowThatAnotherProcessChanged_ChangesWhatIsStored()
    {
        var (ours, other, run) = (Store, Store, Run() with { Error = "a" });
        await ours.TryAddAsync(run, default);
        await other.ChangeAsync(run.Id, present => present with { Error = present.Error + "b" }, default);

        var changed = await ours.ChangeAsync(run.Id, present => present with { Error = present.Error + "c" }, default);

        Assert.Equal("abc", changed!.Error);
        Assert.Equal("abc", (await other.FindAsync(run.Id, default))!.Error);
    }

    [Fact]
    public async Task ChangeAsync_KnownRowIsLeft_IsLookedAtAnew()
    {
        var (ours, other, run) = (Store, Store, Run());
        await ours.TryAddAsync(run, default);
        await other.ChangeAsync(run.Id, present => present with { Status = RecalculationStatus.Running }, default);

        var left = await ours.ChangeAsync(run.Id, _ => null, default);

        Assert.Equal(RecalculationStatus.Running, left!.Status);
    }

    [Fact]
    public async Task FindAsync_OpenRun_IsAlwaysRead_EndedRunIsKept()
    {
        var (ours, other, run) = (Store, Store, Run());
        await ours.TryAddAsync(run, default);
        await other.ChangeAsync(run.Id, present => present with { Status = RecalculationStatus.Cancelled, FinishedAt = Noon }, default);
        Assert.Equal(RecalculationStatus.Cancelled, (await ours.FindAsync(run.Id, default))!.Status);

        await other.DeleteAsync(run.Id, default);
        Assert.NotNull(await ours.FindAsync(run.Id, default));
        await ours.DeleteAsync(run.Id, default);
        Assert.Null(await ours.FindAsync(run.Id, default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ChangeAsync_AnswerLost_AppliesTheChangeOnce(bool isKnown)
    {
        var run = Run() with { Error = "" };
        await Store.TryAddAsync(run, default);
        var lose = true;
        var transport = new LossyTransport(request => request.Method == RequestMethod.Post
            && request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal) | request.Uri.Path.Contains("row-", StringComparison.Ordinal)
            && lose && !(lose = false));
        var store = new TableRecalculationStore(_storage.TablesOver(transport), TimeProvider.System);
        if (isKnown)
            await store.FindAsync(run.Id, default);

        var changed = await store.ChangeAsync(run.Id, present => present with { Error = present.Error + "x" }, default);

        Assert.Equal(1, transport.Lost);
        Assert.Equal("x", changed!.Error);
        Assert.Equal("x", (await Store.FindAsync(run.Id, default))!.Error);
    }

    [Fact]
    public async Task ChangeAsync_OthersAlwaysFirst_GivesUpLoudly()
    {
        var run = Run();
        await Store.TryAddAsync(run, default);
        var writes = 0;
        var transport = new InterferingTransport(request => request.Method == RequestMethod.Post, async () =>
            await Store.ChangeAsync(run.Id, present => present with { Error = "other " + writes++ }, default));
        var store = new TableRecalculationStore(_storage.TablesOver(transport), new InstantTime());

        var error = await Assert.ThrowsAsync<ContentionException>(() =>
            store.ChangeAsync(run.Id, present => present with { Error = "mine" }, default));

        Assert.Contains(run.Id, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("other", (await Store.FindAsync(run.Id, default))!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListOpenAsync_RunsComeAndEnd_GivesThoseThatHaveNotEnded()
    {
        var (pending, running, ended) = (Run(), Run(), Run());
        foreach (var run in (RecalculationRun[])[pending, running, ended])
            await Store.TryAddAsync(run, default);
        await Store.TryAddAsync(Run() with { Status = RecalculationStatus.Cancelled, FinishedAt = Noon }, default);
        await Store.ChangeAsync(running.Id, run => run with { Status = RecalculationStatus.Running }, default);
        await Store.ChangeAsync(ended.Id, run => run with { Status = RecalculationStatus.Running }, default);
        await Store.ChangeAsync(ended.Id, run => run with { Status = RecalculationStatus.Succeeded, FinishedAt = Noon }, default);

        var open = await Store.ListOpenAsync(default);

        Assert.Equal(new[] { pending.Id, running.Id }.Order(), open.Select(run => run.Id).Order());
        Assert.Equal(RecalculationStatus.Running, open.Single(run => run.Id == running.Id).Status);
    }

    [Fact]
    public async Task ListOpenAsync_HundredsOpen_GivesAll()
    {
        var runs = Enumerable.Range(0, 300).Select(_ => Run()).ToList();
        await Parallel.ForEachAsync(runs, async (run, stop) => await Store.TryAddAsync(run, stop));

        var open = await Store.ListOpenAsync(default);

        Assert.Equal(runs.Select(run => run.Id).Order(), open.Select(run => run.Id).Order());
    }

    [Fact]
    public async Task DeleteFinishedBeforeAsync_DeletesOnlyRunsThatEndedBeforeAndAreNotKept()
    {
        var (old, kept, young, open) = (Run(), Run(), Run(), Run() with { RequestedAt = Noon.AddYears(-1) });
        await Store.TryAddAsync(old with { Status = RecalculationStatus.Succeeded, FinishedAt = Noon.AddTicks(-1) }, default);
        await Store.TryAddAsync(kept with { Status = RecalculationStatus.Failed, FinishedAt = Noon.AddYears(-1) }, default);
        await Store.TryAddAsync(young with { Status = RecalculationStatus.Succeeded, FinishedAt = Noon }, default);
        await Store.TryAddAsync(open, default);

        Assert.Equal(1, await Store.DeleteFinishedBeforeAsync(Noon, new HashSet<string> { kept.Id }, default));

        Assert.Null(await Store.FindAsync(old.Id, default));
        Assert.NotNull(await Store.FindAsync(kept.Id, default));
        Assert.NotNull(await Store.FindAsync(young.Id, default));
        Assert.Equal(open.Id, Assert.Single(await Store.ListOpenAsync(default)).Id);
    }

    [Fact]
    public async Task TryAddAsync_TheMostJourneysEachAfterAnother_AreKept()
    {
        var ids = Enumerable.Range(0, RecalculationRequests.MaxJourneys).Select(i => i.ToString("x32", null)).ToList();
        var run = Run() with { JourneyIds = ids, Before = ids.ToDictionary(id => id, id => id) };

        await Store.TryAddAsync(run, default);

        Assert.Equal(run.Before, (await Store.FindAsync(run.Id, default))!.Before);
    }

    [Fact]
    public async Task FindAsync_FirstSchema_KnowsWhatTheRunCameAfter()
    {
        var run = Run();
        await Store.TryAddAsync(run, default);
        var table = await _storage.Tables.OpenAsync("recalculations", default);
        var row = (await table.GetEntityAsync<TableEntity>("recalculation", "row-" + run.Id)).Value;
        var content = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"id":"{{run.Id}}","journeyIds":["j1","j2"],"reason":"requested","status":"running","requestedAt":"2026-11-01T12:00:00.0000000Z","after":"r0","startedAt":"2026-11-01T12:00:01.0000000Z"}""");
        (row["Schema"], row["ContentSize"], row["Content00"]) = (1, content.Length, content);
        await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        var found = (await Store.FindAsync(run.Id, default))!;

        Assert.Equal((RecalculationStatus.Running, Noon.AddSeconds(1)), (found.Status, found.StartedAt));
        Assert.Equal(["r0", "r0"], found.JourneyIds.Select(found.BeforeOf));
    }

    [Fact]
    public async Task FindAsync_NewerSchema_NamesTheRun()
    {
        var run = Run();
        await Store.TryAddAsync(run, default);
        var table = await _storage.Tables.OpenAsync("recalculations", default);
        var row = (await table.GetEntityAsync<TableEntity>("recalculation", "row-" + run.Id)).Value;
        row["Schema"] = 3;
        await table.UpdateEntityAsync(row, row.ETag);

        var error = await Assert.ThrowsAsync<StoredSchemaException>(() => Store.FindAsync(run.Id, default));

        Assert.StartsWith("Recalculation " + run.Id, error.Message, StringComparison.Ordinal);
    }

    private static RecalculationRun Run() =>
        new(TestStorage.Ids.NewId(), ["j1", "j2"], RecalculationReason.Saved, RecalculationStatus.Pending, Noon);
}
