using LocalSdk.Runtime.Functions;
using LocalSdk.Runtime.Http;
using LocalSdk.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;

namespace LocalSdk.Runtime.Hosting;

/// <summary>Prints the functions, as <c>func start</c> does.</summary>
internal static class FunctionList
{
    /// <summary>HTTP functions with their methods and addresses, then the others with their triggers.</summary>
    public static void Print(TextWriter output, IReadOnlyList<FunctionDescriptor> functions, HostFile host, string address)
    {
        int width = functions.Count == 0 ? 0 : functions.Max(function => function.Name.Length);
        output.WriteLine();
        output.WriteLine("Functions:");
        foreach (FunctionDescriptor function in functions.OrderBy(function => function.Trigger is HttpTriggerAttribute ? 0 : 1))
        {
            output.WriteLine($"  {function.Name.PadRight(width)}  {Describe(function, host, address)}");
        }

        output.WriteLine();
    }

    private static string Describe(FunctionDescriptor function, HostFile host, string address) => function.Trigger switch
    {
        HttpTriggerAttribute http => $"[{(http.Methods is { Length: > 0 } methods ? string.Join(',', methods).ToUpperInvariant() : "ANY")}] {address}/{HttpRoutes.RouteOf(function, host)}",
        TimerTriggerAttribute timer => $"timer, {timer.Schedule}",
        QueueTriggerAttribute queue => $"queue, {queue.QueueName}",
        OrchestrationTriggerAttribute => "orchestrator",
        ActivityTriggerAttribute => "durable activity",
        _ => function.Trigger.GetType().Name,
    };
}
