using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Imports;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace CustomerJourneys.Functions.Imports;

/// <summary>The orchestration of an import: one step that may be repeated from the beginning, since the rows' ids make repeats harmless.</summary>
public sealed class ImportActivities(ImportRunner runner, ActivityImports imports)
{
    /// <summary>Runs the import whose id is the input.</summary>
    [Function(nameof(ImportActivities))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var importId = context.GetInput<string>()!;
        try
        {
            await context.CallActivityAsync(nameof(ImportFile), importId, DurableRetries.Patient);
        }
        catch (TaskFailedException)
        {
            await context.CallActivityAsync(nameof(FailImport), importId, DurableRetries.Patient);
            // The instance fails, too, and keeps the reason.
            throw;
        }
    }

    /// <summary>Reads the file and stores its rows.</summary>
    [Function(nameof(ImportFile))]
    public Task ImportFile([ActivityTrigger] string importId, CancellationToken cancellation) => runner.RunAsync(importId, cancellation);

    /// <summary>Notes that the import gave up.</summary>
    [Function(nameof(FailImport))]
    public Task FailImport([ActivityTrigger] string importId, CancellationToken cancellation) => imports.FailAsync(importId, cancellation);
}
