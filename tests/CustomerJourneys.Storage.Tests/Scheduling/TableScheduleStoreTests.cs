using Azure.Core;
using Azure.Data.Tables;
using CustomerJourneys.Scheduling;
using CustomerJourneys.Storage.Rows;
using CustomerJourneys.Storage.Scheduling;

namespace CustomerJourneys.Storage.Tests.Scheduling;

[Collection(OnAzurite.Name)]
public sealed class TableScheduleStoreTests(AzuriteOfRun azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestStorage _storage = new(azurite);

    private TableScheduleStore Store => new(_storage.Tables, TimeProvider.System);

    [Fact]
    public async Task ReadAsync_NoneSaved_IsTheDefault()
    {
        Assert.Equal(RecalculationSchedule.Default, await Store.ReadAsync(default));
    }

    [Fact]
    public async Task ChangeAsync_NoneSaved_ChangesTheDefault()
    {
        var schedule = new RecalculationSchedule(true, "0 30 6 * * *", "Europe/Berlin", Noon.AddTicks(1), Noon, "r1")
        {
            QuietHours = new QuietHours(new TimeOnly(22, 0), new TimeOnly(6, 30)),
            DueAt = Noon.AddTicks(2),
            LastSkipped = Noon.AddTicks(3),
            StartingSince = Noon.AddTicks(4),
        };

        Assert.Equal(schedule, await Store.ChangeAsync(
            present => present == RecalculationSchedule.Default ? schedule : null, default));

        Assert.Equal(schedule, await Store.ReadAsync(default));
    }

    [Fact]
    public async Task ChangeAsync_ChangeGivesNull_LeavesTheSchedule()
    {
        Assert.Null(await Store.ChangeAsync(_ => null, default));
        await Store.ChangeAsync(present => present with { Enabled = true }, default);
        Assert.Null(await Store.ChangeAsync(_ => null, default));

        Assert.True((await Store.ReadAsync(default)).Enabled);
    }

    [Fact]
    public async Task ChangeAsync_ManyClaimOneDueRun_ExactlyOneGetsIt()
    {
        await Store.ChangeAsync(present => present with { Enabled = true, NextRun = Noon }, default);

        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Store.ChangeAsync(
            present => present.NextRun == Noon ? present with { NextRun = Noon.AddDays(1), LastRecalculationId = "r" + i } : null, default)));

        var claim = Assert.Single(claims, one => one is not null);
        Assert.Equal(claim, await Store.ReadAsync(default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ChangeAsync_AnswerLost_TheClaimIsStillOurs(bool saved)
    {
        if (saved)
            await Store.ChangeAsync(present => present with { NextRun = Noon.AddDays(-1) }, default);
        var lose = true;
        var transport = new LossyTransport(request =>
            request.Method != RequestMethod.Get && !request.Uri.Path.EndsWith("/Tables", StringComparison.Ordinal) && lose && !(lose = false));
        var store = new TableScheduleStore(_storage.TablesOver(transport), TimeProvider.System);

        var claim = await store.ChangeAsync(
            present => present.LastRecalculationId is null ? present with { LastRecalculationId = "mine" } : null, default);

        Assert.Equal(1, transport.Lost);
        Assert.Equal("mine", claim?.LastRecalculationId);
    }

    [Fact]
    public async Task ReadAsync_NewerSchema_NamesTheSchedule()
    {
        await Store.ChangeAsync(present => present with { Enabled = true }, default);
        var table = await _storage.Tables.OpenAsync("schedule", default);
        var row = (await table.GetEntityAsync<TableEntity>("schedule", "schedule")).Value;
        row["Schema"] = 2;
        await table.UpdateEntityAsync(row, row.ETag);

        var error = await Assert.ThrowsAsync<StoredSchemaException>(() => Store.ReadAsync(default));

        Assert.StartsWith("The schedule", error.Message, StringComparison.Ordinal);
    }
}
