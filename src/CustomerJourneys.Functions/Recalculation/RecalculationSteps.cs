using CustomerJourneys.Recalculation;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Recalculation;

/// <summary>The durable activities of <see cref="RecalculateJourneys"/>. Each may be repeated at any time and then changes nothing more.</summary>
public sealed class RecalculationSteps(
    RecalculationPlanner planner, PartitionRecalculation partitions, ResultsPublication publication, RecalculationRequests requests)
{
    /// <summary>Folds what is new, pins it, and gives the number of partitions; 0 when there is nothing to do.</summary>
    [Function(nameof(PlanRecalculation))]
    public Task<int> PlanRecalculation([ActivityTrigger] string recalculationId, CancellationToken cancellation) =>
        planner.PlanAsync(recalculationId, cancellation);

    /// <summary>Evaluates one partition.</summary>
    [Function(nameof(EvaluatePartition))]
    public Task<bool> EvaluatePartition([ActivityTrigger] PartitionTask task, CancellationToken cancellation) =>
        partitions.EvaluateAsync(task.RecalculationId, task.Partition, cancellation);

    /// <summary>Adds up the partitions and swaps the results.</summary>
    [Function(nameof(PublishResults))]
    public Task PublishResults([ActivityTrigger] string recalculationId, CancellationToken cancellation) =>
        publication.PublishAsync(recalculationId, cancellation);

    /// <summary>Notes that the run gave up.</summary>
    [Function(nameof(FailRecalculation))]
    public Task FailRecalculation([ActivityTrigger] RecalculationFailure failure, CancellationToken cancellation) =>
        requests.FinishAsync(failure.RecalculationId, RecalculationStatus.Failed, failure.Message, cancellation);
}
