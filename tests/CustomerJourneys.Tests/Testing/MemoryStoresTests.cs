using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Scheduling;
using CustomerJourneys.Testing.Journeys;
using CustomerJourneys.Testing.Recalculation;
using CustomerJourneys.Testing.Results;
using CustomerJourneys.Testing.Scheduling;

namespace CustomerJourneys.Tests.Testing;

/// <summary>The stores in memory keep what the ports promise, so that a test over them says something about the real ones.</summary>
public sealed class MemoryStoresTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 100, 0, 10)]
    [InlineData(3, 4, 3, 4)]
    [InlineData(8, 4, 8, 2)]
    [InlineData(50, 2, 10, 0)]
    public async Task StageStates_Range_GivesWhatIsThere(long offset, int length, int first, int count)
    {
        byte[] states = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        var store = new MemoryStageStateStore(TimeProvider.System);
        await store.SaveAsync("r", 1, states, 0, default, default);

        Assert.Equal(states[first..(first + count)], await store.ReadAsync("r", 1, offset, length, default));
        Assert.Null(await store.ReadAsync("r", 2, offset, length, default));
    }

    [Fact]
    public async Task StageStates_PiecesAndDelete_AreAsStored()
    {
        var store = new MemoryStageStateStore(TimeProvider.System);
        await store.StageAsync("r1", 0, 0, new byte[] { 2 }, default);
        Assert.Null(await store.ReadAsync("r1", 0, 0, 9, default));
        await store.SaveAsync("r1", 0, new byte[] { 1 }, 1, new byte[] { 3 }, default);
        await store.SaveAsync("r2", 0, new byte[] { 1 }, 0, default, default);

        Assert.Equal(new byte[] { 1, 2, 3 }, await store.ReadAsync("r1", 0, 0, 9, default));
        Assert.Equal(["r1", "r2"], (await store.ListSavedAsync(default)).Keys.Order());
        await store.DeleteAsync("r1", default);

        Assert.Null(await store.ReadAsync("r1", 0, 0, 1, default));
        Assert.NotNull(await store.ReadAsync("r2", 0, 0, 1, default));
    }

    [Fact]
    public async Task Results_Publish_TheLatestDataStaysWhicheverComesLast()
    {
        var store = new MemoryResultStore();

        Assert.True(await store.PublishAsync(Result("j", 2), default));
        Assert.True(await store.PublishAsync(Result("j", 2) with { ContactsTotal = 9 }, default));
        Assert.False(await store.PublishAsync(Result("j", 1), default));
        Assert.True(await store.PublishAsync(Result("j", 3) with { DataAsOf = Result("j", 2).DataAsOf }, default));

        Assert.Equal("result3", (await store.FindCurrentAsync("j", default))!.ResultId);
        Assert.Equal(0, (await store.FindAsync("j", "result2", default))!.ContactsTotal);
        Assert.Null(await store.FindAsync("j", "result1", default));
    }

    [Fact]
    public async Task Results_PublishALaterVersion_StaysWhateverTheTimes()
    {
        var store = new MemoryResultStore();
        var (ahead, saved) = (Result("j", 2), Result("j", 1) with { JourneyVersion = Result("j", 2).JourneyVersion + 1 });

        Assert.True(await store.PublishAsync(ahead, default));
        Assert.True(await store.PublishAsync(saved, default));
        Assert.False(await store.PublishAsync(Result("j", 3), default));

        Assert.Equal(saved.ResultId, (await store.FindCurrentAsync("j", default))!.ResultId);
    }

    [Fact]
    public async Task Results_List_IsPagedNewestFirstAndByJourney()
    {
        var store = new MemoryResultStore();
        for (var i = 1; i <= 5; i++)
            await store.PublishAsync(Result("j", i), default);
        await store.PublishAsync(Result("k", 6), default);

        var first = await store.ListAsync("j", 3, null, default);
        var second = await store.ListAsync("j", 3, first.Continuation, default);

        Assert.Equal(["result5", "result4", "result3"], first.Items.Select(result => result.ResultId));
        Assert.Equal(["result2", "result1"], second.Items.Select(result => result.ResultId));
        Assert.Null(second.Continuation);
        var problem = await Assert.ThrowsAsync<ProblemException>(() => store.ListAsync("k", 3, first.Continuation, default));
        Assert.Equal("continuation_invalid", problem.Code);
        await store.DeleteAsync("j", default);
        Assert.Empty((await store.ListAsync("j", 3, null, default)).Items);
        Assert.Null(await store.FindCurrentAsync("j", default));
        Assert.NotNull(await store.FindCurrentAsync("k", default));
    }

    [Fact]
    public async Task Journeys_ReplaceAndDelete_NeedTheVersion()
    {
        var store = new MemoryJourneyStore();
        await store.AddAsync(Stored("j1", 1), default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AddAsync(Stored("j1", 1), default));
        Assert.False(await store.ReplaceAsync(Stored("j1", 3), 2, default));
        Assert.True(await store.ReplaceAsync(Stored("j1", 2), 1, default));
        Assert.False(await store.DeleteAsync(new DeletedJourney("j1", Noon), 1, default));
        Assert.Equal(2, (await store.FindAsync("j1", default))!.Version);
        Assert.Null(await store.FindDeletedAsync("j1", default));
        Assert.True(await store.DeleteAsync(new DeletedJourney("j1", Noon), 2, default));
        Assert.False(await store.DeleteAsync(new DeletedJourney("j1", Noon), 2, default));
        Assert.Null(await store.FindAsync("j1", default));
    }

    [Fact]
    public async Task Journeys_MarksOfDeletedOnes_StayUntilTheyAreForgotten()
    {
        var store = new MemoryJourneyStore();
        await store.AddAsync(Stored("j1", 1), default);
        await store.DeleteAsync(new DeletedJourney("j1", Noon), 1, default);

        await store.ReplaceDeletedAsync(new DeletedJourney("j1", Noon.AddHours(1)), default);
        await store.ReplaceDeletedAsync(new DeletedJourney("j2", Noon), default);
        Assert.Equal(new DeletedJourney("j1", Noon.AddHours(1)), await store.FindDeletedAsync("j1", default));
        Assert.Single(await store.ListDeletedAsync(default));

        await store.ForgetDeletedAsync("j1", default);
        Assert.Empty(await store.ListDeletedAsync(default));
    }

    [Fact]
    public async Task Runs_OfOneJourney_AreListedAndDeletedOnceTheyEnded()
    {
        var store = new MemoryRecalculationStore();
        await store.TryAddAsync(Run("open"), default);
        await store.TryAddAsync(Run("shared") with { JourneyIds = ["j", "k"], Status = RecalculationStatus.Failed }, default);
        await store.TryAddAsync(Run("ended") with { Status = RecalculationStatus.Cancelled }, default);

        Assert.Equal("ended", Assert.Single(await store.ListEndedOfAsync("j", default)).Id);
        Assert.Empty(await store.ListEndedOfAsync("k", default));
        foreach (var run in (string[])["open", "ended", "none"])
            await store.DeleteAsync(run, default);

        Assert.NotNull(await store.FindAsync("open", default));
        Assert.Null(await store.FindAsync("ended", default));
    }

    [Fact]
    public async Task Journeys_RequestRecalculation_NeedsTheExpectedOne()
    {
        var store = new MemoryJourneyStore();
        await store.AddAsync(Stored("j1", 1), default);

        Assert.True(await store.RequestRecalculationAsync("j1", "r0", "r1", default));
        Assert.True(await store.RequestRecalculationAsync("j1", "r0", "r1", default));
        Assert.False(await store.RequestRecalculationAsync("j1", "r0", "r2", default));
        Assert.False(await store.RequestRecalculationAsync("j2", "r0", "r1", default));
        Assert.Equal(("r1", 1), ((await store.FindAsync("j1", default))!.RecalculationId, (await store.FindAsync("j1", default))!.Version));
    }

    [Fact]
    public async Task Journeys_List_IsSearchedAndPagedNewestFirst()
    {
        var store = new MemoryJourneyStore();
        foreach (var id in (string[])["a", "b", "c", "d"])
            await store.AddAsync(Stored(id, 1, id == "b" ? "Tea" : "Coffee"), default);

        var first = await store.ListAsync("COFF", 2, null, default);
        var second = await store.ListAsync("COFF", 2, first.Continuation, default);

        Assert.Equal(["d", "c", "a"], first.Items.Concat(second.Items).Select(journey => journey.Id));
        Assert.Null(second.Continuation);
        await Assert.ThrowsAsync<ProblemException>(() => store.ListAsync(null, 2, "nonsense", default));
    }

    [Fact]
    public async Task Recalculations_ChangedByManyAtOnce_LoseNoChange()
    {
        var store = new MemoryRecalculationStore();
        Assert.True(await store.TryAddAsync(Run("r"), default));
        Assert.False(await store.TryAddAsync(Run("r"), default));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await store.ChangeAsync("r", run => run with { Error = run.Error + "x" }, default);
        })));

        Assert.Equal(800, (await store.FindAsync("r", default))!.Error!.Length);
        Assert.Equal(800, (await store.ChangeAsync("r", _ => null, default))!.Error!.Length);
        Assert.Null(await store.ChangeAsync("unknown", run => run, default));
    }

    [Fact]
    public async Task Recalculations_Ended_AreNotOpenAndAreDeletedInTime()
    {
        var store = new MemoryRecalculationStore();
        await store.TryAddAsync(Run("open"), default);
        await store.TryAddAsync(Run("early") with { Status = RecalculationStatus.Failed, FinishedAt = Noon }, default);
        await store.TryAddAsync(Run("late") with { Status = RecalculationStatus.Succeeded, FinishedAt = Noon.AddDays(1) }, default);

        Assert.Equal(["open"], (await store.ListOpenAsync(default)).Select(run => run.Id));
        await store.DeleteFinishedBeforeAsync(Noon.AddDays(1), new HashSet<string>(), default);

        Assert.Null(await store.FindAsync("early", default));
        Assert.NotNull(await store.FindAsync("late", default));
        Assert.NotNull(await store.FindAsync("open", default));
    }

    [Fact]
    public async Task Plans_Added_TheFirstOneStaysUntilItIsDeletedWithItsCounts()
    {
        var store = new MemoryRecalculationPlanStore(TimeProvider.System);
        var plan = new RecalculationPlan("r", Noon, [], []);

        Assert.Same(plan, await store.AddAsync(plan, default));
        Assert.Same(plan, await store.AddAsync(plan with { DataAsOf = Noon.AddDays(1) }, default));
        await store.SaveCountsAsync("r", 0, new byte[] { 1 }, default);
        await store.SaveCountsAsync("r", 0, new byte[] { 2 }, default);
        Assert.Equal(new byte[] { 2 }, await store.ReadCountsAsync("r", 0, default));
        Assert.Null(await store.ReadCountsAsync("r", 1, default));
        Assert.Same(plan, Assert.Single(await store.ListAsync(default)));

        await store.DeleteAsync("r", default);

        Assert.Null(await store.FindAsync("r", default));
        Assert.Null(await store.ReadCountsAsync("r", 0, default));
    }

    [Fact]
    public async Task Schedule_Changed_IsKept()
    {
        var store = new MemoryScheduleStore();

        Assert.Equal(RecalculationSchedule.Default, await store.ReadAsync(default));
        Assert.Null(await store.ChangeAsync(_ => null, default));
        Assert.True((await store.ChangeAsync(schedule => schedule with { Enabled = true }, default))!.Enabled);
        Assert.True((await store.ReadAsync(default)).Enabled);
    }

    private static JourneyResult Result(string journeyId, int number) =>
        new("result" + number, journeyId, 1, "run" + number, Noon.AddMinutes(number), Noon, 1, 0, 0, 0, 1, []);

    private static StoredJourney Stored(string id, int version, string name = "Coffee") =>
        new(id, version, new Journey(name, false, []), Noon, Noon, "r0");

    private static RecalculationRun Run(string id) => new(id, ["j"], RecalculationReason.Requested, RecalculationStatus.Pending, Noon);
}
