using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Samples;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Samples;

/// <summary>
/// Loads the sample data and journeys once, for those who start the app with <c>--demo</c>. The activities' ids are always the same, so that
/// loading them again changes nothing.
/// </summary>
internal sealed class SampleDataLoader(
    IActivityStore activities, JourneyCatalog catalog, RecalculationRequests requests, TimeProvider time, ILogger<SampleDataLoader> logger) : BackgroundService
{
    private const int Contacts = 6_000;
    private const int Seed = 2026;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var present = await catalog.ListAsync(null, JourneyCatalog.MaxPage, null, stoppingToken);
            var names = present.Items.Select(journey => journey.Definition.DisplayName).ToHashSet(StringComparer.Ordinal);
            var counts = await activities.CommitAsync(SampleCompany.Generate(Contacts, Seed, time.GetUtcNow()), stoppingToken);
            foreach (var sample in SampleJourneys.All.Where(sample => !names.Any(name => sample.Contains($"\"{name}\"", StringComparison.Ordinal))))
            {
                var journey = await catalog.CreateAsync(Encoding.UTF8.GetBytes(sample), stoppingToken);
                await requests.HintSavedAsync(journey, stoppingToken);
            }

            SampleLog.Loaded(logger, counts.Accepted, counts.Duplicates);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // The app is of use without samples: say so and go on.
            SampleLog.Failed(logger, e);
        }
    }
}
