using CustomerJourneys.Recalculation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Recalculation;

/// <summary>
/// The durable activities of <see cref="RecalculateJourneys"/>. Each may be repeated at any time and then changes nothing more. An exception has the
/// step repeated later; an outcome with an error ends the run.
/// </summary>
public sealed class RecalculationSteps(
    RecalculationPlanner planner,
    PartitionRecalculation partitions,
    ResultsPublication publication,
    RecalculationEnds ends,
    ILogger<RecalculationSteps> logger)
{
    /// <summary>
    /// Folds what is new, pins it, and gives how many partitions are to be evaluated. Where there are none, what there is to publish is published at once:
    /// another step would take longer to begin than to do it.
    /// </summary>
    [Function(nameof(PlanRecalculation))]
    public Task<StepOutcome> PlanRecalculation([ActivityTrigger] string recalculationId, CancellationToken cancellation) => RunAsync(
        nameof(PlanRecalculation),
        recalculationId,
        async () =>
        {
            var planned = await planner.PlanAsync(recalculationId, cancellation);
            if (planned is not { Evaluated: 0, Total: > 0 })
                return new StepOutcome(planned.Evaluated, null, planned.Total, planned.Tasks);
            await publication.PublishAsync(recalculationId, cancellation);
            return new StepOutcome(0, null);
        },
        cancellation);

    /// <summary>Evaluates one partition, or several in which little changed.</summary>
    [Function(nameof(EvaluatePartition))]
    public Task<StepOutcome> EvaluatePartition([ActivityTrigger] PartitionTask task, CancellationToken cancellation) => RunAsync(
        nameof(EvaluatePartition),
        task.RecalculationId,
        async () => new StepOutcome(await partitions.EvaluateAsync(task.RecalculationId, task.Partition, cancellation), null),
        cancellation);

    /// <summary>Adds up the partitions and swaps the results.</summary>
    [Function(nameof(PublishResults))]
    public Task<StepOutcome> PublishResults([ActivityTrigger] string recalculationId, CancellationToken cancellation) => RunAsync(
        nameof(PublishResults),
        recalculationId,
        async () =>
        {
            await publication.PublishAsync(recalculationId, cancellation);
            return new StepOutcome(1, null);
        },
        cancellation);

    /// <summary>Notes that the run gave up.</summary>
    [Function(nameof(FailRecalculation))]
    public Task FailRecalculation([ActivityTrigger] RecalculationFailure failure, CancellationToken cancellation) =>
        ends.FinishAsync(failure.RecalculationId, RecalculationStatus.Failed, failure.Message, cancellation);

    private async Task<StepOutcome> RunAsync(string step, string recalculationId, Func<Task<StepOutcome>> run, CancellationToken cancellation)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The exception itself is for the log alone: what it says may be of any length, and in words that are not ours.
            RecalculationLog.StepFailed(logger, e, step, recalculationId);
            if (RecalculationFault.IsLasting(e))
                return new StepOutcome(0, RecalculationFault.Describe(e, cancellation));
            throw new RecalculationStepException(RecalculationFault.Describe(e, cancellation), e);
        }
    }
}
