using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Results.Lists;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

/// <summary>Runs that build upon earlier results: what they leave out, and that nobody can tell.</summary>
public sealed class ReuseStories
{
    private static readonly string[] Types = ["visit", "cart", "order"];
    private readonly RecalculationWorld _world = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Recalculate_AnySequenceOfChanges_GivesWhatARunWithoutReuseGives(int seed)
    {
        var random = new Random(seed);
        var plain = new RecalculationWorld(reuse: false);
        await CommitAsync(random, 4_000, plain);
        var journeys = new List<(StoredJourney Ours, StoredJourney Plain)>();
        foreach (var types in (string[][])[["visit", "cart", "order"], ["cart", "visit"], ["order"]])
            journeys.Add((await _world.SaveAsync(types), await plain.SaveAsync(types)));
        await PlayAsync(plain);
        var sources = new List<PartitionSource>();
        for (var round = 0; round < 25; round++)
        {
            if (random.Next(4) > 0)
                await CommitAsync(random, random.Next(5) == 0 ? 600 : 1 + random.Next(12), plain);
            if (random.Next(8) == 0)
            {
                var (ours, other) = journeys[0];
                string[] types = [.. Types[..(1 + random.Next(3))]];
                journeys[0] = (await _world.EditAsync(ours, types), await plain.EditAsync(other, types));
            }
            else if (random.Next(2) == 0)
            {
                await _world.Requests.RequestListedAsync([], _world, CancellationToken.None);
                await plain.Requests.RequestListedAsync([], plain, CancellationToken.None);
            }
            else
            {
                await _world.Requests.RequestAsync(journeys[1].Ours.Id, _world, CancellationToken.None);
                await plain.Requests.RequestAsync(journeys[1].Plain.Id, plain, CancellationToken.None);
            }

            if (random.Next(3) == 0)
                _world.Forget();
            await PlayAsync(plain);
            foreach (var (ours, other) in journeys)
                sources.AddRange(await AssertSameAsync(ours.Id, plain, other.Id));
            // What nothing needs any more goes; what is needed does not.
            _world.Time.Advance(TimeSpan.FromMinutes(40));
            plain.Time.Advance(TimeSpan.FromMinutes(40));
            await _world.Counts.SweepAsync(CancellationToken.None);
        }

        // All three ways were taken.
        Assert.Contains(sources, source => source.ChangedRun is not null);
        Assert.Contains(sources, source => source.Epoch > source.RunEpoch && source.ChangedRun is null);
        Assert.Contains(sources, source => source.Epoch == source.RunEpoch);
    }

    [Fact]
    public async Task Recalculate_NothingNew_LooksAtNoPartition()
    {
        var journey = await RecalculatedAsync();

        var (planned, result) = await AgainAsync(journey);

        Assert.Equal(new PlannedPartitions(0, 3, 0), planned);
        Assert.All(result.Sources!.Partitions, source => Assert.Equal(journey.RecalculationId, source.Run));
    }

    [Fact]
    public async Task Recalculate_OnlyOtherTypesCame_ReadsNoActivitiesAndCountsTheContacts()
    {
        var journey = await RecalculatedAsync();
        await _world.DidAsync("somebody-new", "poll", 5);

        var (planned, result) = await AgainAsync(journey);

        Assert.Equal(new PlannedPartitions(1, 3, 1), planned);
        Assert.Equal(301, result.ContactsTotal);
        Assert.Equal(600, result.ActivitiesRead);
        for (var partition = 0; partition < 3; partition++)
            Assert.Null(await _world.States.ReadAsync(result.RecalculationId, partition, 0, 1, CancellationToken.None));
    }

    [Fact]
    public async Task Recalculate_OneContactDidSomething_WritesThatContactAlone()
    {
        var journey = await RecalculatedAsync();
        await _world.DidAsync("c1", "cart", 999);

        var (planned, result) = await AgainAsync(journey);

        var partition = PartitionMap.PartitionOf("c1", 3);
        Assert.Equal(new PlannedPartitions(1, 3, 1), planned);
        Assert.Equal(601, result.ActivitiesRead);
        Assert.Equal(result.RecalculationId, result.Sources!.Partitions[partition].ChangedRun);
        var states = await _world.States.ReadAsync(result.RecalculationId, partition, 0, int.MaxValue, CancellationToken.None);
        Assert.InRange(states!.Length, 1, 250);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recalculate_FewChangedInAllPartitions_TakesOneDurableActivity(bool isRestarted)
    {
        var journey = await RecalculatedAsync();
        for (var i = 0; i < 12; i++)
            await _world.DidAsync("c" + i, "order", 5_000 + i);
        if (isRestarted)
            _world.Forget();

        var (planned, result) = await AgainAsync(journey);

        Assert.Equal(new PlannedPartitions(3, 3, 1), planned);
        Assert.All(result.Sources!.Partitions, source => Assert.Equal(result.RecalculationId, source.ChangedRun));
        Assert.Equal([300, 300, 12], result.Stages.Select(stage => stage.Converted));
    }

    [Fact]
    public async Task Recalculate_ManyChangedInOnePartition_TakesADurableActivityOfItsOwn()
    {
        var journey = await RecalculatedAsync();
        var many = Enumerable.Range(0, 300).Select(i => "c" + i).Where(contact => PartitionMap.PartitionOf(contact, 3) == 1).ToList();
        foreach (var contact in many)
            await _world.DidAsync(contact, "order", 5_000);
        for (var partition = 0; partition < 3; partition += 2)
            await _world.DidAsync(Enumerable.Range(0, 300).Select(i => "c" + i).First(contact => PartitionMap.PartitionOf(contact, 3) == partition), "order", 5_000);

        var (planned, result) = await AgainAsync(journey);

        Assert.Equal(new PlannedPartitions(3, 3, 3), planned);
        Assert.Null(result.Sources!.Partitions[1].ChangedRun);
        Assert.Equal(result.RecalculationId, result.Sources.Partitions[2].ChangedRun);
        Assert.Equal(many.Count + 2, result.Stages[2].Converted);
    }

    [Fact]
    public async Task Recalculate_NothingNewAndTheProcessEndsBeforeItPublishes_PlansAnew()
    {
        var journey = await RecalculatedAsync();
        var run = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);
        await _world.Planner.PlanAsync(run.Id, CancellationToken.None);
        Assert.Empty(await _world.Plans.ListAsync(CancellationToken.None));
        _world.Forget();
        await _world.DidAsync("c1", "order", 5_000);

        await _world.PlayAllAsync();

        var result = (await _world.Results.FindCurrentAsync(journey.Id, CancellationToken.None))!;
        Assert.Equal((run.Id, 1), (result.RecalculationId, result.Stages[2].Converted));
    }

    [Fact]
    public async Task Recalculate_AnotherTryOfTheStepPublishedMeanwhile_TheLaterPlanEndsQuietly()
    {
        var journey = await RecalculatedAsync();
        var run = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);
        await _world.Planner.PlanAsync(run.Id, CancellationToken.None);
        var first = _world.Publication;
        _world.Forget();
        await _world.DidAsync("c1", "order", 5_000);
        Assert.Equal(1, (await _world.Planner.PlanAsync(run.Id, CancellationToken.None)).Evaluated);
        await first.PublishAsync(run.Id, CancellationToken.None);

        Assert.Equal(0, await _world.Partitions.EvaluateAsync(run.Id, 0, CancellationToken.None));
        await _world.Publication.PublishAsync(run.Id, CancellationToken.None);

        Assert.Empty(await _world.Plans.ListAsync(CancellationToken.None));
        Assert.Equal(RecalculationStatus.Succeeded, (await _world.RunOfAsync(run.Id)).Status);
        Assert.Equal(0, (await _world.Results.FindCurrentAsync(journey.Id, CancellationToken.None))!.Stages[2].Converted);
    }

    [Fact]
    public async Task Recalculate_TheConditionLooksAtTheClock_EvaluatesAll()
    {
        var journey = await RecalculatedAsync("""
            {"displayName":"Test","stages":[{"name":"v","conditions":{"groups":[{"conditions":[{"rule":"performedActivity","activityType":"visit","withinLast":"P30D"}]}]}}]}
            """);

        var (planned, _) = await AgainAsync(journey);

        Assert.Equal(new PlannedPartitions(3, 3, 3), planned);
    }

    [Fact]
    public async Task Sweep_CountsThatAResultBuildsUpon_StayAndOthersGo()
    {
        var journey = await RecalculatedAsync();
        var first = journey.RecalculationId;
        for (var i = 0; i < 4; i++)
        {
            _world.Time.Advance(TimeSpan.FromHours(3));
            await _world.DidAsync("c1", "cart", 1_000 + i);
            await AgainAsync(journey);
        }

        Assert.True(await _world.Counts.SweepAsync(CancellationToken.None) > 0);

        var kept = await _world.Plans.ListCountedAsync(CancellationToken.None);
        Assert.Contains(first, kept.Keys);
        // Besides it the current one, the one before, and the one that these replaced.
        Assert.Equal(4, kept.Count);
        Assert.Equal(kept.Keys.Order(), (await _world.States.ListSavedAsync(CancellationToken.None)).Keys.Order());
        await _world.DidAsync("c2", "order", 9_999);
        var (_, result) = await AgainAsync(journey);
        Assert.Equal(605, result.ActivitiesRead);
    }

    [Fact]
    public async Task Recalculate_TheStatesThatItWouldBuildUponAreGone_EvaluatesAll()
    {
        var journey = await RecalculatedAsync();
        await _world.States.DeleteAsync(journey.RecalculationId, CancellationToken.None);
        await _world.DidAsync("c1", "cart", 999);

        var (_, result) = await AgainAsync(journey);

        Assert.Null(result.Sources!.Partitions[PartitionMap.PartitionOf("c1", 3)].ChangedRun);
    }

    private async Task<StoredJourney> RecalculatedAsync(string? definition = null)
    {
        await _world.Activities.CommitAsync(
            [.. Enumerable.Range(0, 300).SelectMany(i => new[] { One("c" + i, "v" + i, "visit", i), One("c" + i, "c" + i, "cart", 2 * i) })], CancellationToken.None);
        var journey = definition is null
            ? await _world.SaveAsync("visit", "cart", "order")
            : await _world.Catalog.CreateAsync(System.Text.Encoding.UTF8.GetBytes(definition), CancellationToken.None);
        if (definition is not null)
            await _world.Requests.StartSavedAsync(journey, _world, CancellationToken.None);
        await _world.PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        return journey;
    }

    private async Task<(PlannedPartitions Planned, JourneyResult Result)> AgainAsync(StoredJourney journey)
    {
        var run = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);
        var planned = await _world.EvaluateAsync(run.Id);
        await _world.Publication.PublishAsync(run.Id, CancellationToken.None);
        _world.Started.Clear();
        var result = (await _world.Results.FindCurrentAsync(journey.Id, CancellationToken.None))!;
        Assert.Equal(run.Id, result.RecalculationId);
        return (planned, result);
    }

    private async Task CommitAsync(Random random, int count, RecalculationWorld plain)
    {
        // Some types are of no journey.
        string[] types = random.Next(4) == 0 ? ["poll", "ping"] : Types;
        List<Activity> activities = [.. Enumerable.Range(0, count).Select(_ => One(
            "c" + random.Next(500), "a" + random.Next(1_000_000), types[random.Next(types.Length)], random.Next(3_000)))];
        await _world.Activities.CommitAsync(activities, CancellationToken.None);
        await plain.Activities.CommitAsync(activities, CancellationToken.None);
    }

    private async Task PlayAsync(RecalculationWorld plain)
    {
        await _world.PlayAllAsync();
        await plain.PlayAllAsync();
    }

    private async Task<IReadOnlyList<PartitionSource>> AssertSameAsync(string ours, RecalculationWorld plain, string other)
    {
        var result = (await _world.Results.FindCurrentAsync(ours, CancellationToken.None))!;
        var expected = (await plain.Results.FindCurrentAsync(other, CancellationToken.None))!;
        Assert.Equal((expected.ContactsTotal, expected.ActivitiesRead, expected.InexactContacts), (result.ContactsTotal, result.ActivitiesRead, result.InexactContacts));
        Assert.Equal(expected.Stages.Select(stage => (stage.Name, stage.Converted, stage.TimeToConvert)), result.Stages.Select(stage => (stage.Name, stage.Converted, stage.TimeToConvert)));
        for (var stage = 0; stage < result.Stages.Count; stage++)
        {
            foreach (var list in stage < result.Stages.Count - 1 ? [StageList.Converted, StageList.DroppedOff] : new[] { StageList.Converted })
                Assert.Equal(await PagesAsync(plain, new(other, expected.Stages[stage].StageId, list)), await PagesAsync(_world, new(ours, result.Stages[stage].StageId, list)));
        }

        return result.Sources!.Partitions;
    }

    private static async Task<List<string>> PagesAsync(RecalculationWorld world, StageListQuery query)
    {
        var lists = new StageContactList(world.Results, world.States, world.Activities);
        var lines = new List<string>();
        string? continuation = null;
        do
        {
            var page = await lists.ReadPageAsync(query, 70, continuation, CancellationToken.None);
            lines.Add($"of {page.Total}");
            lines.AddRange(page.Items.Select(contact => $"{contact.ContactId} {contact.ReachedAt:O}"));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return lines;
    }

    private static Activity One(string contact, string id, string type, int second) =>
        new(contact, id, type, new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() + (second * 1_000L));
}
