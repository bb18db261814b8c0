using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;
using CustomerJourneys.Scheduling;
using CustomerJourneys.Testing.Activities;
using CustomerJourneys.Testing.Contacts;
using CustomerJourneys.Testing.Crashes;
using CustomerJourneys.Testing.Journeys;
using CustomerJourneys.Testing.Results;
using CustomerJourneys.Testing.Scheduling;

namespace CustomerJourneys.Testing.Recalculation;

/// <summary>
/// The whole product in memory but for its orchestrations: a test plays the orchestrator with <see cref="RunAsync"/>, step by step if it wants to.
/// </summary>
public sealed class RecalculationWorld : IRecalculationQueue, IRecalculationStarter
{
    public RecalculationWorld(bool reuse = true)
    {
        Plans = new MemoryRecalculationPlanStore(Time);
        States = new MemoryStageStateStore(Time);
        var (journeys, runs, plans, results) = (Breaker.Over<IJourneyStore>(Journeys), Breaker.Over<IRecalculationStore>(Runs), Breaker.Over<IRecalculationPlanStore>(Plans), Breaker.Over<IResultStore>(Results));
        var (states, schedules, queue) = (Breaker.Over<IStageStateStore>(States), Breaker.Over<IScheduleStore>(Schedules), Breaker.Over<IRecalculationQueue>(this));
        Ends = new RecalculationEnds(runs, queue, Time);
        Requests = new RecalculationRequests(journeys, runs, Ends, queue, Ids, Time);
        Repair = new RecalculationRepair(journeys, runs, Requests);
        Retention = new RecalculationRetention(journeys, runs, Time);
        Prepared = new PreparedPlans(plans, results);
        Planner = new RecalculationPlanner(journeys, runs, plans, Prepared, results, Activities, Ends, new RecalculationOptions { Reuse = reuse }, Time);
        Partitions = new PartitionRecalculation(runs, plans, Prepared, Activities, states, Time);
        Publication = new ResultsPublication(journeys, runs, plans, Prepared, results, Ends, Rewriting, Time);
        Counts = new CountsSweep(journeys, plans, states, results, Time);
        Catalog = new JourneyCatalog(journeys, schedules, Ids, Time);
        CleanUp = new JourneyCleanUp(journeys, runs, plans, results, states, Ends, Time);
        Reader = new JourneyResults(Journeys, Runs, Results, Rewriting);
        Starter = Breaker.Over<IRecalculationStarter>(this);
    }

    /// <summary>Ends the process at a write.</summary>
    public Breaker Breaker { get; } = new();

    /// <summary>Starts runs, under the breaker.</summary>
    public IRecalculationStarter Starter { get; }

    /// <summary>When contacts are merged and erased.</summary>
    public UntouchedContacts Rewriting { get; } = new();

    public ManualTime Time { get; } = new();

    public CountingIds Ids { get; } = new();

    public MemoryActivityStore Activities { get; } = new(partitions: 3);

    public MemoryJourneyStore Journeys { get; } = new();

    public MemoryRecalculationStore Runs { get; } = new();

    public MemoryRecalculationPlanStore Plans { get; }

    public MemoryResultStore Results { get; } = new();

    public MemoryStageStateStore States { get; }

    public MemoryScheduleStore Schedules { get; } = new();

    public RecalculationEnds Ends { get; }

    public RecalculationRequests Requests { get; }

    public RecalculationRepair Repair { get; private set; }

    public RecalculationRetention Retention { get; }

    public RecalculationPlanner Planner { get; }

    public PreparedPlans Prepared { get; }

    public CountsSweep Counts { get; }

    public PartitionRecalculation Partitions { get; }

    public ResultsPublication Publication { get; }

    public JourneyCatalog Catalog { get; }

    public JourneyCleanUp CleanUp { get; }

    public JourneyResults Reader { get; }

    /// <summary>The runs that were started and have not been played, in order.</summary>
    public List<string> Started { get; } = [];

    /// <summary>The runs that were hinted at.</summary>
    public List<string> Hinted { get; } = [];

    public Task HintAsync(string recalculationId, CancellationToken cancellation)
    {
        lock (Hinted)
            Hinted.Add(recalculationId);
        return Task.CompletedTask;
    }

    public Task StartAsync(string recalculationId, CancellationToken cancellation)
    {
        lock (Started)
        {
            if (!Started.Contains(recalculationId))
                Started.Add(recalculationId);
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes a hint, or nothing.</summary>
    public string? TakeHint()
    {
        lock (Hinted)
        {
            var hint = Hinted.FirstOrDefault();
            if (hint is not null)
                Hinted.RemoveAt(0);
            return hint;
        }
    }

    public Task<bool> IsUnderWayAsync(string recalculationId, CancellationToken cancellation) => Task.FromResult(Started.Contains(recalculationId));

    /// <summary>Something a contact did, some seconds after noon of the day before.</summary>
    public Task DidAsync(string contact, string type, int second) => Activities.CommitAsync(
        [new Activity(contact, Ids.NewId(), type, Time.GetUtcNow().AddDays(-1).AddSeconds(second).ToUnixTimeMilliseconds())], CancellationToken.None);

    /// <summary>Saves a journey whose stages are one activity type each, and starts its run.</summary>
    public async Task<StoredJourney> SaveAsync(params string[] types)
    {
        var journey = await Catalog.CreateAsync(Definition(types), CancellationToken.None);
        await Requests.StartSavedAsync(journey, Starter, CancellationToken.None);
        return journey;
    }

    /// <summary>Saves the next version of a journey, and starts its run.</summary>
    public async Task<StoredJourney> EditAsync(StoredJourney journey, params string[] types)
    {
        var next = await Catalog.ReplaceAsync(journey.Id, _ => true, Definition(types), CancellationToken.None);
        await Requests.StartSavedAsync(next, Starter, CancellationToken.None);
        return next;
    }

    /// <summary>A definition with one stage a type.</summary>
    public static ReadOnlyMemory<byte> Definition(params string[] types) => Encoding.UTF8.GetBytes(
        $$$"""{"displayName":"Test","stages":[{{{string.Join(',', types.Select(Stage))}}}]}""");

    /// <summary>Plays the orchestrator of one run from beginning to end.</summary>
    public async Task RunAsync(string recalculationId)
    {
        // Without partitions there is nothing to publish, as the orchestrator has it.
        if ((await EvaluateAsync(recalculationId)).Total > 0)
            await Publication.PublishAsync(recalculationId, CancellationToken.None);
        lock (Started)
            Started.Remove(recalculationId);
    }

    /// <summary>Plays the orchestrator of one run up to publishing.</summary>
    public async Task<PlannedPartitions> EvaluateAsync(string recalculationId)
    {
        var planned = await Planner.PlanAsync(recalculationId, CancellationToken.None);
        for (var place = 0; place < planned.Evaluated; place++)
            await Partitions.EvaluateAsync(recalculationId, place, CancellationToken.None);
        return planned;
    }

    /// <summary>Plays what started and what it hints at, until nothing is left to play. A hint that comes while a run is going is taken later.</summary>
    public async Task PlayAllAsync()
    {
        while (Started.Count > 0 || Hinted.Count > 0)
        {
            foreach (var recalculationId in Started.ToList())
                await RunAsync(recalculationId);
            var hinted = Hinted.ToList();
            Hinted.Clear();
            foreach (var recalculationId in hinted)
                await Ends.StartWaitingAsync(recalculationId, Starter, CancellationToken.None);
        }
    }

    /// <summary>Starts the process again after a crash, and plays until nothing is left to do. The orchestrations go on where they were.</summary>
    public async Task RestartAsync()
    {
        Breaker.Restart();
        Repair = new RecalculationRepair(Journeys, Runs, Requests);
        do
            await PlayAllAsync();
        while (await Repair.ResumeAsync(Starter, CancellationToken.None) > 0);
    }

    /// <summary>The run as it is stored.</summary>
    public async Task<RecalculationRun> RunOfAsync(string recalculationId) => (await Runs.FindAsync(recalculationId, CancellationToken.None))!;

    /// <summary>The state and the converted counts of a journey, as a user sees them.</summary>
    public async Task<(ResultState State, IReadOnlyList<long> Converted)> SeeAsync(string journeyId)
    {
        var view = await Reader.ReadAsync(journeyId, null, CancellationToken.None);
        return (view.State, [.. (view.Result?.Stages ?? []).Select(stage => stage.Converted)]);
    }

    private static string Stage(string type) =>
        $$$"""{"name":"{{{type}}}","conditions":{"groups":[{"conditions":[{"rule":"performedActivity","activityType":"{{{type}}}"}]}]}}""";
}
