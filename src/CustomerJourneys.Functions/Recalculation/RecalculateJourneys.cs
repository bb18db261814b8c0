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
            var plan = await StepAsync(nameof(RecalculationSteps.PlanRecalculation), recalculationId);
            if (plan.Error is not null || plan.Total == 0)
            {
                await FailAsync(plan.Error);
                return;
            }

            // The partitions in which nothing changed are done already.
            var progress = new RecalculationProgress(plan.Total - plan.Count, plan.Total);
            context.SetCustomStatus(progress);
            var evaluated = await Task.WhenAll(Enumerable.Range(0, plan.Tasks ?? plan.Count).Select(EvaluateAsync));
            var error = evaluated.FirstOrDefault(step => step.Error is not null)?.Error
                ?? (await StepAsync(nameof(RecalculationSteps.PublishResults), recalculationId)).Error;
            await FailAsync(error);

            async Task<StepOutcome> EvaluateAsync(int task)
            {
                var outcome = await StepAsync(nameof(RecalculationSteps.EvaluatePartition), new PartitionTask(recalculationId, task));
                progress = progress with { Done = progress.Done + outcome.Count };
                context.SetCustomStatus(progress);
                return outcome;
            }
        }
        catch (TaskFailedException e)
        {
            await FailAsync(e.Message);
        }

        Task<StepOutcome> StepAsync(TaskName step, object input) => context.CallActivityAsync<StepOutcome>(step, input, DurableRetries.Patient);

        async Task FailAsync(string? error)
        {
            if (error is not null)
                await context.CallActivityAsync(
                    nameof(RecalculationSteps.FailRecalculation), new RecalculationFailure(recalculationId, Cut(error)), DurableRetries.Patient);
        }
    }

    // Messages travel in the history: they are kept short.
    private static string Cut(string message) => message.Length <= 1024 ? message : message[..1024];
}

/// <summary>How many partitions of a run are evaluated.</summary>
/// <param name="Done">Evaluated so far.</param>
/// <param name="Total">All of them.</param>
public sealed record RecalculationProgress(int Done, int Total);

/// <summary>One partition of a run, or several that are evaluated together.</summary>
/// <param name="RecalculationId">The run.</param>
/// <param name="Partition">Which of those that the plan has evaluated.</param>
public sealed record PartitionTask(string RecalculationId, int Partition);

/// <summary>A run that gave up.</summary>
/// <param name="RecalculationId">The run.</param>
/// <param name="Message">Why, at most 1,024 characters.</param>
public sealed record RecalculationFailure(string RecalculationId, string Message);

/// <summary>What came of a step.</summary>
/// <param name="Count">Planning: how many partitions are to be evaluated. Evaluating: how many were, none when the run has ended meanwhile. Otherwise 1.</param>
/// <param name="Error">Why the run must fail, where to repeat the step would not help; else <see langword="null"/>.</param>
/// <param name="Total">Planning: how many partitions there are; 0 when nothing is left to do. Otherwise 0.</param>
/// <param name="Tasks">Planning: how many durable activities evaluate them; <see langword="null"/> for one a partition, as earlier versions planned.</param>
public sealed record StepOutcome(int Count, string? Error, int Total = 0, int? Tasks = null);
