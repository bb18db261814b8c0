using Azure.Storage.Blobs.Models;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Storage.Recalculation;
using CustomerJourneys.Storage.Rows;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Storage.Tests.Recalculation;

[Collection(OnAzurite.Name)]
public sealed class BlobRecalculationPlanStoreTests(AzuriteOfRun azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestStorage _storage = new(azurite);

    private BlobRecalculationPlanStore Store => new(_storage.Containers);

    [Fact]
    public async Task FindAsync_AddedPlan_GivesItBackWhole()
    {
        var plan = Plan();

        Assert.Same(plan, await Store.AddAsync(plan, default));

        Assert.Equivalent(plan, await Store.FindAsync(plan.RecalculationId, default), strict: true);
    }

    [Fact]
    public async Task AddAsync_RunHasAPlan_TheFirstStaysAndIsGiven()
    {
        var first = Plan();
        await Store.AddAsync(first, default);

        var given = await Store.AddAsync(first with { DataAsOf = Noon.AddHours(1), Pins = [] }, default);

        Assert.Equivalent(first, given, strict: true);
        Assert.Equivalent(first, await Store.FindAsync(first.RecalculationId, default), strict: true);
    }

    [Fact]
    public async Task AddAsync_ManyAtOnce_AllAreGivenTheSame()
    {
        var plan = Plan();

        var given = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Store.AddAsync(plan with { DataAsOf = Noon.AddSeconds(i) }, default)));

        Assert.Single(given.Select(one => one.DataAsOf).Distinct());
        Assert.Equal(given[0].DataAsOf, (await Store.FindAsync(plan.RecalculationId, default))!.DataAsOf);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("../plans/x")]
    [InlineData("")]
    public async Task FindAsync_NoSuchRun_IsNull(string id)
    {
        Assert.Null(await Store.FindAsync(id, default));
        Assert.Null(await Store.ReadCountsAsync(id, 0, default));
        await Store.DeleteAsync(id, default);
    }

    [Fact]
    public async Task SaveCountsAsync_Repeated_Replaces()
    {
        await Store.SaveCountsAsync("run", 3, new byte[] { 1, 2, 3 }, default);
        await Store.SaveCountsAsync("run", 3, new byte[] { 4 }, default);
        await Store.SaveCountsAsync("run", 4, ReadOnlyMemory<byte>.Empty, default);

        Assert.Equal(new byte[] { 4 }, await Store.ReadCountsAsync("run", 3, default));
        Assert.Equal(Array.Empty<byte>(), await Store.ReadCountsAsync("run", 4, default));
        Assert.Null(await Store.ReadCountsAsync("run", 5, default));
        Assert.Null(await Store.ReadCountsAsync("other", 3, default));
    }

    [Fact]
    public async Task ListAsync_GivesThePlansThatAreKept()
    {
        var (kept, deleted) = (Plan(), Plan());
        await Store.AddAsync(kept, default);
        await Store.AddAsync(deleted, default);
        await Store.SaveCountsAsync(kept.RecalculationId, 0, new byte[] { 1 }, default);
        await Store.DeleteAsync(deleted.RecalculationId, default);

        Assert.Equivalent(kept, Assert.Single(await Store.ListAsync(default)), strict: true);
    }

    [Fact]
    public async Task DeleteAsync_DeletesPlanAndCountsOfThatRunOnly()
    {
        var plan = Plan();
        await Store.AddAsync(plan, default);
        for (var partition = 0; partition < 64; partition++)
            await Store.SaveCountsAsync(plan.RecalculationId, partition, new byte[] { 1 }, default);
        await Store.SaveCountsAsync(plan.RecalculationId + "0", 0, new byte[] { 9 }, default);

        await Store.DeleteAsync(plan.RecalculationId, default);
        await Store.DeleteAsync(plan.RecalculationId, default);

        Assert.Null(await Store.FindAsync(plan.RecalculationId, default));
        for (var partition = 0; partition < 64; partition++)
            Assert.Null(await Store.ReadCountsAsync(plan.RecalculationId, partition, default));
        Assert.Equal(new byte[] { 9 }, await Store.ReadCountsAsync(plan.RecalculationId + "0", 0, default));
    }

    [Fact]
    public async Task FindAsync_PlanOfSchemaOne_IsRead()
    {
        var plan = Plan();
        await Store.AddAsync(plan, default);
        var blob = (await _storage.Containers.OpenAsync("plans", default)).GetBlobClient(plan.RecalculationId);
        var json = (await blob.DownloadContentAsync()).Value.Content.ToString();
        var earlier = json.Replace(",\"excluding\":[]", "", StringComparison.Ordinal).Replace("\"activityType\":\"buy\",", "\"activityType\":\"buy\",\"where\":[],", StringComparison.Ordinal);
        Assert.Equal(json.Length - ",\"excluding\":[]".Length + "\"where\":[],".Length, earlier.Length);

        await blob.UploadAsync(BinaryData.FromString(earlier), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["schema"] = "1" } });

        Assert.Equivalent(plan, await Store.FindAsync(plan.RecalculationId, default), strict: true);
    }

    [Fact]
    public async Task FindAsync_NewerOrNoSchema_NamesThePlan()
    {
        var plan = Plan();
        await Store.AddAsync(plan, default);
        var blob = (await _storage.Containers.OpenAsync("plans", default)).GetBlobClient(plan.RecalculationId);
        foreach (var metadata in (Dictionary<string, string>[])[new() { ["schema"] = "3" }, []])
        {
            await blob.SetMetadataAsync(metadata);

            var error = await Assert.ThrowsAsync<StoredSchemaException>(() => Store.FindAsync(plan.RecalculationId, default));

            Assert.Contains(plan.RecalculationId, error.Message, StringComparison.Ordinal);
        }

        await blob.UploadAsync(BinaryData.FromString("""{"recalculationId":"x","later":1}"""), new BlobUploadOptions
        {
            Metadata = new Dictionary<string, string> { ["schema"] = "1" },
        });
        await Assert.ThrowsAsync<StoredSchemaException>(() => Store.FindAsync(plan.RecalculationId, default));
    }

    private static RecalculationPlan Plan()
    {
        var stage = new Stage("s", "Buy", null, new ConditionSet(Match.Any,
            [new ConditionGroup(Match.All, [new PerformedActivity("buy", [])])]));
        return new RecalculationPlan(
            TestStorage.Ids.NewId(),
            Noon,
            [new PlannedJourney("j1", 3, new Journey("Größe", false, [stage]))],
            [.. Enumerable.Range(0, 16).Select(p => new PartitionPin(p, 7L * p, 10 * p, 100L * p, """{"segments":["a\b"]}"""))]);
    }
}
