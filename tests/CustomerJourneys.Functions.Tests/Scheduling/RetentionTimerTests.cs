using CustomerJourneys.Functions.Scheduling;
using CustomerJourneys.Imports;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Testing.Imports;
using CustomerJourneys.Testing.Recalculation;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerJourneys.Functions.Tests.Scheduling;

/// <summary>What is deleted a week after it ended, and what is not.</summary>
public sealed class RetentionTimerTests
{
    private readonly RecalculationWorld _world = new();
    private readonly MemoryImportStore _imports = new();
    private readonly DurableTaskClient _durable = Substitute.For<DurableTaskClient>("test");
    private readonly List<OrchestrationMetadata> _instances = [];

    public RetentionTimerTests() =>
        _durable.GetAllInstancesAsync(Arg.Any<OrchestrationQuery?>()).Returns(_ => new OnePage(_instances));

    [Fact]
    public async Task Run_Orchestrations_PurgesThoseThatEndedAWeekAgo()
    {
        var now = _world.Time.GetUtcNow();
        _instances.Add(new OrchestrationMetadata("RecalculateJourneys", "old") { LastUpdatedAt = now - TimeSpan.FromDays(7) - TimeSpan.FromTicks(1) });
        _instances.Add(new OrchestrationMetadata("RecalculateJourneys", "young") { LastUpdatedAt = now - TimeSpan.FromDays(7) });

        await RunAsync();

        await _durable.Received(1).PurgeInstanceAsync("old", Arg.Any<CancellationToken>());
        await _durable.DidNotReceive().PurgeInstanceAsync("young", Arg.Any<CancellationToken>());
        _durable.Received(1).GetAllInstancesAsync(Arg.Is<OrchestrationQuery?>(query =>
            query!.CreatedTo == now - TimeSpan.FromDays(7) && query.Statuses!.All(status => status != OrchestrationRuntimeStatus.Running)));
    }

    [Fact]
    public async Task Run_Imports_DeletesThoseThatEndedAWeekAgo()
    {
        var now = _world.Time.GetUtcNow();
        foreach (var (id, status, finishedAt) in (IReadOnlyList<(string, ImportStatus, DateTimeOffset?)>)
            [("old", ImportStatus.Succeeded, now.AddDays(-8)), ("young", ImportStatus.Failed, now.AddDays(-6)), ("running", ImportStatus.Running, null)])
        {
            var mapping = new ImportMapping(ImportFormat.Ndjson, "contactId", "type", "occurredAt", null, new Dictionary<string, string>(), [], false);
            await _imports.SaveAsync(new ActivityImport(id, id, mapping, status, now.AddDays(-9)) { FinishedAt = finishedAt }, CancellationToken.None);
        }

        await RunAsync();

        Assert.Null(await _imports.FindAsync("old", CancellationToken.None));
        Assert.NotNull(await _imports.FindAsync("young", CancellationToken.None));
        Assert.NotNull(await _imports.FindAsync("running", CancellationToken.None));
    }

    [Fact]
    public async Task Run_Recalculations_KeepsThoseThatAJourneyNamesOrMayFallBackTo()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.PlayAllAsync();
        var failed = await RequestAsync(journey.Id);
        await _world.Ends.FinishAsync(failed, RecalculationStatus.Failed, "no luck", CancellationToken.None);
        var cancelled = await RequestAsync(journey.Id);
        await _world.Requests.CancelAsync(cancelled, CancellationToken.None);
        _world.Time.Advance(TimeSpan.FromDays(30));
        _world.Started.Clear();

        await RunAsync();

        Assert.Null(await _world.Runs.FindAsync(journey.RecalculationId, CancellationToken.None));
        Assert.NotNull(await _world.Runs.FindAsync(failed, CancellationToken.None));
        Assert.NotNull(await _world.Runs.FindAsync(cancelled, CancellationToken.None));
        Assert.Equal(CustomerJourneys.Results.ResultState.Failed, (await _world.SeeAsync(journey.Id)).State);
        Assert.Equal(0, await _world.Repair.ResumeAsync(_world, CancellationToken.None));

        // Once a later run stands in their place they go.
        await RequestAsync(journey.Id);
        await _world.PlayAllAsync();
        await RunAsync();
        Assert.Null(await _world.Runs.FindAsync(cancelled, CancellationToken.None));
    }

    private async Task<string> RequestAsync(string journeyId) =>
        (await _world.Requests.RequestAsync(journeyId, _world, CancellationToken.None)).Id;

    private Task RunAsync() => new RetentionTimer(_world.Retention, _imports, _world.Time, NullLogger<RetentionTimer>.Instance)
        .RunAsync(null!, _durable, CancellationToken.None);

    private sealed class OnePage(IReadOnlyList<OrchestrationMetadata> instances) : Microsoft.DurableTask.AsyncPageable<OrchestrationMetadata>
    {
        public override async IAsyncEnumerable<Microsoft.DurableTask.Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await Task.CompletedTask;
            yield return new Microsoft.DurableTask.Page<OrchestrationMetadata>(instances);
        }
    }
}
