using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Journeys;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>
/// The orchestration that cleans up after a deleted journey: it sweeps at once, then again after pauses that grow, until a sweep says that
/// nothing can come after it. See <see cref="JourneyCleanUp"/>. The minute timer starts it for each mark that has none under way.
/// </summary>
public sealed class CleanUpJourney(JourneyCleanUp cleanUp, ILogger<CleanUpJourney> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    /// <summary>Cleans up after the journey whose id is the input.</summary>
    [Function(nameof(CleanUpJourney))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var journeyId = context.GetInput<string>()!;
        var pause = FirstPause;
        while (!await context.CallActivityAsync<bool>(nameof(SweepJourney), journeyId, DurableRetries.Patient))
        {
            await context.CreateTimer(pause, CancellationToken.None);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Removes what there is at present; gives whether that was all, for good.</summary>
    [Function(nameof(SweepJourney))]
    public async Task<bool> SweepJourney([ActivityTrigger] string journeyId, CancellationToken cancellation)
    {
        try
        {
            return await cleanUp.SweepAsync(journeyId, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // As with the steps of a recalculation, the exception itself is for the log alone.
            JourneyLog.SweepFailed(logger, e, journeyId);
            throw new RecalculationStepException(RecalculationFault.Describe(e, cancellation), e);
        }
    }

    /// <summary>Starts the clean-up after a journey, unless it is under way.</summary>
    internal static Task StartAsync(DurableTaskClient durable, string journeyId, CancellationToken cancellation) =>
        OrchestrationStart.StartAsync(durable, nameof(CleanUpJourney), journeyId, InstanceOf(journeyId), cancellation);

    /// <summary>Starts every clean-up that a crash kept from starting, or that gave up.</summary>
    /// <returns>How many were started.</returns>
    internal static async Task<int> ResumeAsync(JourneyCleanUp cleanUp, DurableTaskClient durable, CancellationToken cancellation)
    {
        var started = 0;
        foreach (var deleted in await cleanUp.ListAsync(cancellation))
        {
            if (await OrchestrationStart.IsUnderWayAsync(durable, InstanceOf(deleted.Id), cancellation))
                continue;
            await StartAsync(durable, deleted.Id, cancellation);
            started++;
        }

        return started;
    }

    private static string InstanceOf(string journeyId) => "cleanup-" + journeyId;
}
