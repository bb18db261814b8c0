using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Runtime.Tests.Durable;

/// <summary>A service of the app, one an invocation.</summary>
public sealed class Scoped
{
    private readonly int _power = 2;

    public int Squared(int number) => (int)Math.Pow(number, _power);
}

public sealed class DurableFunctions(Scoped scoped)
{
    public sealed record Work(int Number, string? Note);

    [Function("StartSum")]
    public static async Task<IResult> StartSum(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sum/{count:int}")] HttpRequest request, int count, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        string id = await client.ScheduleNewOrchestrationInstanceAsync("SumOfSquares", count, cancellation);
        OrchestrationMetadata done = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellation);
        return Results.Text($"{request.Method} {done.RuntimeStatus} {done.SerializedOutput}");
    }

    [Function("SumOfSquares")]
    public static async Task<int> SumOfSquares([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Task<int>[] parts = [.. Enumerable.Range(1, context.GetInput<int>()).Select(number => context.CallActivityAsync<int>("Square", new Work(number, null)))];
        return (await Task.WhenAll(parts)).Sum();
    }

    [Function("Square")]
    public async Task<int> Square([ActivityTrigger] Work work, string instanceId, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        OrchestrationMetadata? mine = await client.GetInstanceAsync(instanceId, cancellation);
        return mine!.IsRunning ? scoped.Squared(work.Number) : throw new InvalidOperationException("The caller is not running.");
    }
}
