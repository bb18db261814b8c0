using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>What follows each save of a journey: its calculation starts, and the stored journey is the answer.</summary>
public sealed class SavedJourneys(RecalculationRequests requests, ILogger<SavedJourneys> logger)
{
    /// <summary>Starts the calculation of a new journey, and answers 201 with <c>Location</c>.</summary>
    public async Task<IResult> AnswerCreatedAsync(HttpRequest request, StoredJourney journey, DurableTaskClient durable)
    {
        await StartAsync(journey, durable);
        request.HttpContext.Response.Headers.Location = $"/api/journeys/{journey.Id}";
        return new JourneyResultAnswer(journey, StatusCodes.Status201Created);
    }

    /// <summary>Starts the calculation of a new version, and answers 200.</summary>
    public async Task<IResult> AnswerReplacedAsync(StoredJourney journey, DurableTaskClient durable)
    {
        await StartAsync(journey, durable);
        return new JourneyResultAnswer(journey, StatusCodes.Status200OK);
    }

    // The journey is saved and names its run, so a failure here is no failure of the request: the timer starts the run within a minute.
    // For the same reason a client that goes away does not stop it.
    private async Task StartAsync(StoredJourney journey, DurableTaskClient durable)
    {
        try
        {
            await requests.StartSavedAsync(journey, new DurableRecalculationStarter(durable), CancellationToken.None);
        }
        catch (Exception e)
        {
            JourneyLog.StartLater(logger, e, journey.Id, journey.RecalculationId);
        }
    }
}
