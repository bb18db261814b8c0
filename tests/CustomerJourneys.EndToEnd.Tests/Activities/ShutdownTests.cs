using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Crashes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Activities;

/// <summary>The app is asked to stop (SIGTERM) in the middle of its work.</summary>
public sealed class ShutdownTests(StorageAccounts storage) : IClassFixture<StorageAccounts>
{
    private const int BatchSize = 10;

    [Fact]
    public async Task Stop_WhileActivitiesArrive_KeepsEveryAcknowledgedOne()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        var acknowledged = new ConcurrentBag<string>();
        var next = 0;
        var clients = Enumerable.Range(0, 6).Select(_ => SendUntilBrokenAsync(app.Api)).ToList();
        await Eventually.GetAsync("acknowledged batches", () => Task.FromResult(acknowledged.Count), count => count >= 40);

        Assert.Equal(0, await app.StopAsync());
        await Task.WhenAll(clients);
        await app.StartAsync();

        var journey = await app.Api.CreateJourneyAsync(SampleJourney.Of("beat"));
        var results = await app.Api.CurrentResultsAsync(journey);
        var stored = await ContactsAsync(app.Api, journey, (string)results["stages"]![0]!["stageId"]!);
        Assert.Empty(acknowledged.Except(stored));
        // A batch that was not acknowledged may be there, but whole.
        Assert.Equal(stored.Count * BatchSize, (long)results["activitiesRead"]!);

        // One contact a batch, so that the list of contacts tells which batches are there.
        async Task SendUntilBrokenAsync(ApiClient api)
        {
            while (true)
            {
                var contact = "batch-" + Interlocked.Increment(ref next).ToString(CultureInfo.InvariantCulture);
                var batch = Enumerable.Range(0, BatchSize).Select(i => new SampleActivity($"{contact}.{i}", contact, "beat", "2026-01-01T00:00:00Z"));
                try
                {
                    var answer = await api.PostAsync("/api/activities", ApiClient.Json(SampleActivity.ToJson(batch)));
                    if (answer.Status != HttpStatusCode.OK)
                        return;
                    acknowledged.Add(contact);
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }

    [Fact]
    public async Task Stop_WhileAJourneyIsCalculated_GoesOnAfterTheRestart()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions: 64);
        var log = new GeneratedLog(seed: 3, count: 5000, contacts: 700);
        await app.Api.AddAsync(log.Activities);
        var journey = await app.Api.CreateJourneyAsync(GeneratedLog.Journey);
        var run = (string)(await app.Api.ResultsAsync(journey))["recalculationId"]!;
        await Eventually.GetAsync("the fan-out", () => app.Api.RecalculationAsync(run), seen => (long)seen["progress"]!["done"]! > 0);

        Assert.Equal(0, await app.StopAsync());
        await app.StartAsync();

        Assert.Equal("succeeded", (string)(await app.Api.EndOfRecalculationAsync(run))["status"]!);
        Assert.Equal(log.Count().Converted, Figures.Converted(await app.Api.CurrentResultsAsync(journey)));
    }

    [Fact]
    public async Task Stop_Idle_EndsWithExitCode0()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew());

        Assert.Equal(0, await app.StopAsync());

        Assert.DoesNotContain("fail:", app.Output, StringComparison.Ordinal);
    }

    private static async Task<HashSet<string>> ContactsAsync(ApiClient api, string journey, string stage)
    {
        var contacts = new HashSet<string>();
        var continuation = "";
        do
        {
            JsonNode page = (await api.GetAsync($"/api/journeys/{journey}/stages/{stage}/contacts?top=1000{continuation}")).Expect(HttpStatusCode.OK).Json;
            contacts.UnionWith(page["items"]!.AsArray().Select(item => (string)item!["contactId"]!));
            continuation = (string?)page["continuation"] is { } token ? $"&continuation={Uri.EscapeDataString(token)}" : "";
        }
        while (continuation.Length > 0);
        return contacts;
    }
}
