using System.Net;
using CustomerJourneys.EndToEnd.Tests.Crashes;
using CustomerJourneys.EndToEnd.Tests.Running;
using CustomerJourneys.Testing;

namespace CustomerJourneys.EndToEnd.Tests.Http;

/// <summary>Storage goes away under a running app, and comes back.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("outage-");
    private AzuriteFixture? _azurite;

    public async Task InitializeAsync() => _azurite = await AzuriteFixture.StartAsync(folder: _folder.FullName);

    public async Task DisposeAsync()
    {
        if (_azurite is not null)
            await _azurite.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AnyRequest_StorageUnreachable_Is503AndRecoversByItself()
    {
        await using var app = await RunningApp.StartAsync(_azurite!.ConnectionString, partitions: 4);
        var journey = await app.Api.CreateJourneyAsync(SampleJourney.Of("before", "after"));
        await app.Api.AddAsync([new SampleActivity("a-1", "kim", "before", "2026-01-01T10:00:00Z")]);
        await app.Api.RecalculatedAsync(journey);

        await StopStorageAsync();
        var answers = await Task.WhenAll(
            app.Api.GetAsync("/api/health"),
            app.Api.GetAsync("/api/journeys"),
            app.Api.GetAsync($"/api/journeys/{journey}"),
            app.Api.GetAsync($"/api/journeys/{journey}/results"),
            app.Api.GetAsync("/api/recalculations/any"),
            app.Api.GetAsync("/api/imports/any"),
            app.Api.GetAsync("/api/schedule"),
            app.Api.PostAsync($"/api/journeys/{journey}/recalculate"),
            app.Api.PostAsync("/api/journeys", ApiClient.Json(SampleJourney.Of("lost").ToJsonString())),
            app.Api.PostAsync("/api/activities", ApiClient.Json(SampleActivity.ToJson([new SampleActivity("a-2", "lee", "before", "2026-01-01T10:00:00Z")]))),
            app.Api.PostAsync("/api/imports?format=csv", Bodies.Csv("contactId,type,occurredAt\nlee,before,2026-01-01\n")));
        Assert.All(answers, answer =>
        {
            answer.ExpectProblem(503, "storage_unavailable");
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, "A 503 says when to try again.");
        });

        await StartStorageAsync();
        await Eventually.GetAsync("health", () => app.Api.GetAsync("/api/health"), answer => answer.Status == HttpStatusCode.OK);
        await app.Api.AddAsync([new SampleActivity("a-3", "kim", "after", "2026-01-02T10:00:00Z")]);
        var results = await app.Api.RecalculatedAsync(journey);

        Assert.Equal([1, 1], Figures.Converted(results));
        Assert.Equal((1, 2), ((long)results["contactsTotal"]!, (long)results["activitiesRead"]!));
        Assert.Single((await app.Api.GetAsync("/api/journeys")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Recalculation_StorageAwayInBetween_FinishesByItself()
    {
        await using var app = await RunningApp.StartAsync(_azurite!.ConnectionString, partitions: 32);
        var log = new GeneratedLog(seed: 7, count: 5000, contacts: 500);
        await app.Api.AddAsync(log.Activities);
        var journey = await app.Api.CreateJourneyAsync(GeneratedLog.Journey);
        var run = (string)(await app.Api.ResultsAsync(journey))["recalculationId"]!;
        await Eventually.GetAsync("the fan-out", () => app.Api.RecalculationAsync(run), seen => (long)seen["progress"]!["done"]! > 0);

        await StopStorageAsync();
        (await app.Api.GetAsync($"/api/recalculations/{run}")).ExpectProblem(503, "storage_unavailable");
        await StartStorageAsync();

        var results = await Eventually.GetAsync(
            "current results", () => app.Api.GetAsync($"/api/journeys/{journey}/results"), answer => answer.Status == HttpStatusCode.OK && (string)answer.Json["state"]! == "current");
        Assert.Equal(log.Count().Converted, Figures.Converted(results.Json));
        Assert.Equal(log.Activities.Length, (long)results.Json["activitiesRead"]!);
    }

    private async Task StopStorageAsync() => await _azurite!.DisposeAsync();

    private async Task StartStorageAsync() => _azurite = await AzuriteFixture.StartAsync(folder: _folder.FullName, portsOf: _azurite);
}
