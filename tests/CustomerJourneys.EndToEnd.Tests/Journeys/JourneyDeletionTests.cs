using System.Net;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using CustomerJourneys.EndToEnd.Tests.Crashes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Journeys;

/// <summary>A deleted journey is gone at once, and soon from the storage too, whatever happened in between.</summary>
public sealed class JourneyDeletionTests(StorageAccounts storage) : IClassFixture<StorageAccounts>
{
    [Fact]
    public async Task Delete_Journey_IsGoneAtOnceAndFromTheStorageSoon()
    {
        var account = storage.TakeNew();
        await using var app = await RunningApp.StartAsync(account, partitions: 4);
        var (deleted, kept) = await PrepareAsync(app);
        var stage = (string)(await app.Api.ResultsAsync(deleted))["stages"]![0]!["stageId"]!;
        Assert.NotEmpty(await LeftAsync(account, deleted));

        await DeleteAsync(app, deleted);

        foreach (var path in (string[])["", "/results", "/export", $"/stages/{stage}/contacts"])
            (await app.Api.GetAsync($"/api/journeys/{deleted}{path}")).ExpectProblem(404, "journey_not_found");
        foreach (var path in (string[])["/duplicate", "/recalculate"])
            (await app.Api.PostAsync($"/api/journeys/{deleted}{path}")).ExpectProblem(404, "journey_not_found");
        (await app.Api.SendAsync(HttpMethod.Delete, $"/api/journeys/{deleted}", ifMatch: "*")).ExpectProblem(404, "journey_not_found");
        await GoneAsync(account, deleted);
        await AssertKeptAsync(app, kept);
    }

    [Fact]
    public async Task Delete_WhileARunOfSeveralIsUnderWay_LeavesNothingInTheEnd()
    {
        var account = storage.TakeNew();
        // Many partitions make a run last long enough to be met on its way.
        await using var app = await RunningApp.StartAsync(account, partitions: 48);
        var (deleted, kept) = await PrepareAsync(app);

        var run = await app.Api.RecalculateAsync(deleted);
        await Eventually.GetAsync("progress", () => app.Api.RecalculationAsync(run), seen => (long)seen["progress"]!["done"]! > 0);
        await DeleteAsync(app, deleted);

        var end = (string)(await app.Api.EndOfRecalculationAsync(run))["status"]!;
        Assert.True(end is "superseded" or "succeeded", end);
        await GoneAsync(account, deleted);
        await AssertKeptAsync(app, kept);
    }

    [Fact]
    public async Task Delete_KilledRightAfterTheAnswer_IsCleanedUpByTheNextProcess()
    {
        var account = storage.TakeNew();
        await using var app = await RunningApp.StartAsync(account, partitions: 4);
        var (deleted, kept) = await PrepareAsync(app);

        await DeleteAsync(app, deleted);
        await app.CrashAsync();

        (await app.Api.GetAsync($"/api/journeys/{deleted}")).ExpectProblem(404, "journey_not_found");
        await GoneAsync(account, deleted);
        await AssertKeptAsync(app, kept);
    }

    [Fact]
    public async Task Mark_WithoutACleanUp_IsFoundWhenTheAppStarts()
    {
        var account = storage.TakeNew();
        await using var app = await RunningApp.StartAsync(account, partitions: 4);
        var (deleted, kept) = await PrepareAsync(app);
        await app.StopAsync();
        // What a process leaves that died after the write and before it could start anything: the mark in the row's place.
        var journeys = new TableClient(account, "journeys");
        var key = string.Concat(deleted.Select(digit => "0123456789abcdef"["fedcba9876543210".IndexOf(digit)]));
        await journeys.DeleteEntityAsync("journey", key);
        await journeys.AddEntityAsync(new TableEntity("journey", "removed-" + deleted) { ["QuietSince"] = "2026-01-01T00:00:00.0000000Z" });

        await app.StartAsync();

        await GoneAsync(account, deleted);
        // Its grace was over long ago, so the mark and the runs are gone as well.
        await Eventually.GetAsync(
            "the end of the clean-up",
            async () => (await journeys.GetEntityIfExistsAsync<TableEntity>("journey", "removed-" + deleted)).HasValue,
            isLeft => !isLeft);
        await AssertKeptAsync(app, kept);
    }

    private static async Task<(string Deleted, string Kept)> PrepareAsync(RunningApp app)
    {
        await app.Api.AddAsync(new GeneratedLog(seed: 5, count: 2000, contacts: 300).Activities);
        var (deleted, kept) = (await app.Api.CreateJourneyAsync(GeneratedLog.Journey), await app.Api.CreateJourneyAsync(GeneratedLog.Journey));
        await app.Api.CurrentResultsAsync(deleted);
        await app.Api.CurrentResultsAsync(kept);
        await app.Api.RecalculatedAsync(deleted);
        return (deleted, kept);
    }

    private static async Task DeleteAsync(RunningApp app, string journey) =>
        (await app.Api.SendAsync(HttpMethod.Delete, $"/api/journeys/{journey}", ifMatch: "\"1\"")).Expect(HttpStatusCode.NoContent);

    private static async Task AssertKeptAsync(RunningApp app, string kept)
    {
        var results = await app.Api.CurrentResultsAsync(kept);
        var list = await app.Api.GetAsync($"/api/journeys/{kept}/stages/{results["stages"]![0]!["stageId"]}/contacts?top=1");
        Assert.Equal(Figures.Converted(results)[0], (long)list.Expect(HttpStatusCode.OK).Json["total"]!);
    }

    private static Task GoneAsync(string account, string journey) => Eventually.GetAsync(
        "an empty storage", async () => string.Join('\n', await LeftAsync(account, journey)), left => left.Length == 0);

    // Results with their history, and the states that lists are read from.
    private static async Task<IReadOnlyList<string>> LeftAsync(string account, string journey)
    {
        var left = new List<string>();
        await foreach (var row in new TableClient(account, "results").QueryAsync<TableEntity>(row => row.PartitionKey == journey))
            left.Add(row.RowKey);
        await foreach (var blob in new BlobContainerClient(account, "states").GetBlobsAsync(prefix: journey + "/", traits: default, states: default, cancellationToken: default))
            left.Add(blob.Name);
        return left;
    }
}
