using Azure.Storage.Blobs;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Recalculation;

/// <summary>A run that cannot be carried out.</summary>
public sealed class FailedRecalculationTests(StorageAccounts storage) : IClassFixture<StorageAccounts>
{
    [Fact]
    public async Task Recalculate_OverADamagedBlob_FailsWithTheReasonKeepsTheResultAndRecovers()
    {
        var account = storage.TakeNew();
        await using var app = await RunningApp.StartAsync(account, partitions: 1, reuse: false);
        await app.Api.AddAsync([new SampleActivity("a-1", "kim", "visit", "2026-01-01T00:00:00Z")]);
        var journey = await app.Api.CreateJourneyAsync(SampleJourney.Of("visit"));
        var before = await app.Api.CurrentResultsAsync(journey);
        // Down meanwhile, since a process that has read a part of a blob reads it no more.
        Assert.Equal(0, await app.StopAsync());
        var whole = await DamageAsync(account);
        await app.StartAsync();

        var failed = await app.Api.EndOfRecalculationAsync(await app.Api.RecalculateAsync(journey));

        var error = (string)failed["error"]!;
        Assert.Equal("failed", (string)failed["status"]!);
        Assert.NotNull(failed["finishedAt"]);
        Assert.Contains("segments/", error, StringComparison.Ordinal);
        Assert.DoesNotContain("kim", error, StringComparison.Ordinal);
        Assert.InRange(error.Length, 1, 1024);
        var results = await app.Api.ResultsAsync(journey);
        Assert.Equal(("failed", error), ((string)results["state"]!, (string)results["error"]!));
        Assert.Equal((string)before["resultId"]!, (string)results["resultId"]!);
        Assert.Equal([1], Figures.Converted(results));

        foreach (var (blob, content) in whole)
            await blob.UploadAsync(content, overwrite: true);
        var recovered = await app.Api.RecalculatedAsync(journey);
        Assert.Equal([1], Figures.Converted(recovered));
        Assert.Null(recovered["error"]);
    }

    // Turns every byte of every segment over.
    private static async Task<IReadOnlyList<(BlobClient Blob, BinaryData Content)>> DamageAsync(string account)
    {
        var container = new BlobServiceClient(account).GetBlobContainerClient("customerjourneys");
        var segments = new List<(BlobClient, BinaryData)>();
        await foreach (var item in container.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, "segments/", default))
        {
            var blob = container.GetBlobClient(item.Name);
            var content = (await blob.DownloadContentAsync()).Value.Content;
            segments.Add((blob, content));
            await blob.UploadAsync(BinaryData.FromBytes(content.ToArray().Select(value => (byte)~value).ToArray()), overwrite: true);
        }

        Assert.NotEmpty(segments);
        return segments;
    }
}
