using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace CustomerJourneys.Functions.Recalculation;

/// <summary>
/// The orchestration of a run: plan, fan out over the partitions, fan in, publish. It is deterministic and only calls; what the steps need
/// lies in storage under the run's id, so nothing large crosses it.
/// </summary>
public static class RecalculateJourneys
{
    /// <summary>Runs the recalculation whose id is the input.</summary>
    [Function(nameof(RecalculateJourneys))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var recalculationId = context.GetInput<string>()!;
        try
        {
            var partitions = await context.CallActivityAsync<int>(nameof(RecalculationSteps.PlanRecalculation), recalculationId, DurableRetries.Patient);
            if (partitions == 0)
                return;
            var progress = new RecalculationProgress(0, partitions);
            context.SetCustomStatus(progress);
            await Task.WhenAll(Enumerable.Range(0, partitions).Select(EvaluateAsync));
            await context.CallActivityAsync(nameof(RecalculationSteps.PublishResults), recalculationId, DurableRetries.Patient);

            async Task EvaluateAsync(int partition)
            {
                await context.CallActivityAsync<bool>(
                    nameof(RecalculationSteps.EvaluatePartition), new PartitionTask(recalculationId, partition), DurableRetries.Patient);
                progress = progress with { Done = progress.Done + 1 };
                context.SetCustomStatus(progress);
            }
        }
        catch (TaskFailedException e)
        {
            await context.CallActivityAsync(
                nameof(RecalculationSteps.FailRecalculation), new RecalculationFailure(recalculationId, Cut(e.Message)), DurableRetries.Patient);
        }
    }

    // Messages travel in the history: they are kept short.
    private static string Cut(string message) => message.Length <= 1024 ? message : message[..1024];
}

/// <summary>How many partitions of a run are evaluated.</summary>
/// <param name="Done">Evaluated so far.</param>
/// <param name="Total">All of them.</param>
public sealed record RecalculationProgress(int Done, int Total);

/// <summary>One partition of a run.</summary>
/// <param name="RecalculationId">The run.</param>
/// <param name="Partition">The partition.</param>
public sealed record PartitionTask(string RecalculationId, int Partition);

/// <summary>A run that gave up.</summary>
/// <param name="RecalculationId">The run.</param>
/// <param name="Message">Why, at most 1,024 characters.</param>
public sealed record RecalculationFailure(string RecalculationId, string Message);
