using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CustomerJourneys.EmptyRun;

/// <summary>An orchestration that plans, fans out over partitions and publishes, all of which do nothing, with the calls and the retries of a recalculation.</summary>
public static class EmptyRun
{
    private static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 12, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>The orchestration; the input says how many partitions, the output how many were done.</summary>
    [Function(nameof(RunEmpty))]
    public static async Task<int> RunEmpty([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var partitions = await context.CallActivityAsync<int>(nameof(PlanNothing), context.GetInput<int>(), Retries);
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, partitions).Select(async partition =>
        {
            await context.CallActivityAsync<int>(nameof(EvaluateNothing), partition, Retries);
            context.SetCustomStatus(++done);
        }));
        await context.CallActivityAsync<int>(nameof(PublishNothing), partitions, Retries);
        return done;
    }

    /// <summary>Gives the number of partitions.</summary>
    [Function(nameof(PlanNothing))]
    public static int PlanNothing([ActivityTrigger] int partitions) => partitions;

    /// <summary>Gives the partition.</summary>
    [Function(nameof(EvaluateNothing))]
    public static int EvaluateNothing([ActivityTrigger] int partition) => partition;

    /// <summary>Gives the number of partitions.</summary>
    [Function(nameof(PublishNothing))]
    public static int PublishNothing([ActivityTrigger] int partitions) => partitions;

    /// <summary><c>POST /api/empty/{partitions}</c> starts one.</summary>
    [Function(nameof(StartEmpty))]
    public static async Task<IResult> StartEmpty(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/empty/{partitions}")] HttpRequest request,
        [DurableClient] DurableTaskClient durable,
        int partitions,
        CancellationToken cancellation)
    {
        _ = request;
        var id = await durable.ScheduleNewOrchestrationInstanceAsync(nameof(RunEmpty), partitions, cancellation);
        return Results.Accepted($"/api/empty/{id}", new { id });
    }

    /// <summary><c>GET /api/empty/{instance}</c> tells whether it is done.</summary>
    [Function(nameof(GetEmpty))]
    public static async Task<IResult> GetEmpty(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/empty/{instance}")] HttpRequest request,
        [DurableClient] DurableTaskClient durable,
        string instance,
        CancellationToken cancellation)
    {
        _ = request;
        var status = await durable.GetInstanceAsync(instance, getInputsAndOutputs: true, cancellation);
        return Results.Ok(status is { RuntimeStatus: OrchestrationRuntimeStatus.Completed }
            ? new { status = "succeeded", partitions = status.ReadOutputAs<int>() }
            : new { status = status is { IsCompleted: true } ? "failed" : "running", partitions = 0 });
    }
}
