using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>The first step of a run: takes over its journeys, folds what is new, and pins what is then stored.</summary>
public sealed class RecalculationPlanner(
    IJourneyStore journeys,
    IRecalculationStore runs,
    IRecalculationPlanStore plans,
    PreparedPlans prepared,
    IResultStore results,
    IActivityStore activities,
    RecalculationEnds ends,
    RecalculationOptions options,
    TimeProvider time)
{
    private const int ParallelRequests = 8;

    /// <summary>Plans a run; a repeat gives the same plan.</summary>
    /// <returns>What is to be done; nothing when the run has ended, or no journey is left to it.</returns>
    public async Task<PlannedPartitions> PlanAsync(string recalculationId, CancellationToken cancellation)
    {
        // The time is written before anything is pinned: whoever finds the run without one may still join it.
        var isFirst = false;
        var run = await runs.ChangeAsync(
            recalculationId,
            run =>
            {
                isFirst = !run.IsFinished && run.DataAsOf is null;
                return isFirst ? run with { Status = RecalculationStatus.Running, StartedAt = time.GetUtcNow(), DataAsOf = time.GetUtcNow() } : null;
            },
            cancellation);
        if (run is null or { IsFinished: true })
            return PlannedPartitions.None;
        // All at once, and all to their ends, so that none fails unseen. Whoever pins first finds no plan.
        var knowing = isFirst ? Task.FromResult<PreparedPlan?>(null) : prepared.FindAsync(recalculationId, cancellation);
        var (folding, finding) = (activities.FoldAsync(cancellation), FindAsync(run, cancellation));
        await Task.WhenAll(knowing, folding, finding);
        if (await knowing is { } known)
            return PlannedPartitions.Of(known.Plan);
        var found = await finding;
        if (found.Count == 0)
        {
            await ends.FinishAsync(recalculationId, RecalculationStatus.Superseded, null, cancellation);
            return PlannedPartitions.None;
        }

        var (planned, earlier) = ChooseEarlier(found, await folding);
        var plan = new RecalculationPlan(recalculationId, run.DataAsOf!.Value, planned, await folding) { Evaluated = Evaluated(planned, earlier, await folding) };
        if (planned.Count == earlier.Count)
            plan = plan with { TaskSizes = await new SmallPartitions(activities, plan, earlier).TaskSizesAsync(cancellation) };
        // With nothing to evaluate, and one result to publish, whoever repeats this step may as well plan anew: nothing else was done by this plan.
        var isStored = plan is not { EvaluatedCount: 0, Journeys.Count: 1 };
        if (isStored)
            plan = await plans.AddAsync(plan, cancellation);
        await prepared.PrepareAsync(plan, earlier, isStored, cancellation);
        return PlannedPartitions.Of(plan);
    }

    // In the order of the run, whichever is read first: a repeat gives the same plan.
    private async Task<IReadOnlyList<(PlannedJourney Journey, JourneyResult? Result)>> FindAsync(RecalculationRun run, CancellationToken cancellation)
    {
        var found = new (PlannedJourney Journey, JourneyResult? Result)?[run.JourneyIds.Count];
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation };
        await Parallel.ForAsync(0, found.Length, bounded, async (i, stop) =>
        {
            var reading = options.Reuse ? results.FindCurrentAsync(run.JourneyIds[i], stop) : Task.FromResult<JourneyResult?>(null);
            var held = await journeys.FindAsync(run.JourneyIds[i], stop) is { } journey && await runs.IsHeldAsync(run.Id, journey.Id, journey.RecalculationId, stop)
                ? new PlannedJourney(journey.Id, journey.Version, journey.Definition)
                : null;
            var result = await reading;
            if (held is not null)
                found[i] = (held, result);
        });
        return [.. found.OfType<(PlannedJourney, JourneyResult?)>()];
    }

    private static (IReadOnlyList<PlannedJourney> Planned, IReadOnlyList<JourneyResult> Earlier) ChooseEarlier(
        IReadOnlyList<(PlannedJourney Journey, JourneyResult? Result)> found, IReadOnlyList<PartitionPin> pins)
    {
        var (planned, earlier) = (new List<PlannedJourney>(), new List<JourneyResult>());
        foreach (var (journey, result) in found)
        {
            if (result is not null && EarlierResults.IsBase(result, journey.Version, new CompiledJourney(journey.Definition), pins))
            {
                earlier.Add(result);
                planned.Add(journey with { EarlierResultId = result.ResultId });
            }
            else
            {
                planned.Add(journey);
            }
        }

        return (planned, earlier);
    }

    private static int[] Evaluated(IReadOnlyList<PlannedJourney> planned, IReadOnlyList<JourneyResult> earlier, IReadOnlyList<PartitionPin> pins) =>
        planned.Count > earlier.Count
            ? [.. Enumerable.Range(0, pins.Count)]
            : [.. Enumerable.Range(0, pins.Count).Where(partition => earlier.Any(result => result.Sources!.Partitions[partition].Epoch != pins[partition].Epoch))];
}

/// <summary>What a plan has done.</summary>
/// <param name="Evaluated">How many partitions are looked at.</param>
/// <param name="Total">How many partitions there are; 0 when the run has nothing to do.</param>
/// <param name="Tasks">How many durable activities look at them.</param>
public readonly record struct PlannedPartitions(int Evaluated, int Total, int Tasks)
{
    internal static PlannedPartitions None => default;

    internal static PlannedPartitions Of(RecalculationPlan plan) => new(plan.EvaluatedCount, plan.Pins.Count, plan.TaskCount);
}

/// <summary>How runs go about their work.</summary>
public sealed record RecalculationOptions
{
    /// <summary>Whether runs build upon earlier results. Tests turn it off to compare.</summary>
    public bool Reuse { get; init; } = true;
}
