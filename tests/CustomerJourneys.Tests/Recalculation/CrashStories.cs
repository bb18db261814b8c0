using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Testing.Crashes;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

/// <summary>The process ends before and after each write of each act; started again, nothing that was acknowledged is lost and nothing hangs.</summary>
public sealed class CrashStories
{
    /// <summary>The acts, each upon three journeys: the first with a result, the second in a run that has pinned, the third in a pending run.</summary>
    public static TheoryData<string> Acts { get; } =
        ["save", "request settled", "request running", "request pending", "request many", "request others", "cancel running", "cancel pending", "cancel many", "fail", "run", "run many", "run unchanged"];

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Act_CrashAtAnyWrite_EndsWithResultsThatCountWhatWasAcknowledged(string act)
    {
        var crashes = 0;
        foreach (var after in (bool[])[false, true])
        {
            for (var write = 1; await CrashAsync(act, write, after); write++)
                crashes++;
        }

        Assert.True(crashes >= 2, "The act writes nothing.");
    }

    // Gives false when the act was over before the write came.
    private static async Task<bool> CrashAsync(string act, int write, bool after)
    {
        var world = new RecalculationWorld();
        var settled = await world.SaveAsync("visit");
        await world.PlayAllAsync();
        var running = await world.SaveAsync("visit");
        await world.EvaluateAsync(running.RecalculationId);
        var pending = await world.SaveAsync("visit");
        var many = act is "cancel many" or "run many" ? await RequestAsync(world) : null;
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.DidAsync("ada", "visit", 1);

        var acknowledged = true;
        world.Breaker.BreakAt(write, after);
        try
        {
            await ActAsync();
        }
        catch (CrashException)
        {
            acknowledged = false;
        }

        var crashed = world.Breaker.IsBroken;
        await world.RestartAsync();

        Assert.Empty(await world.Runs.ListOpenAsync(CancellationToken.None));
        foreach (var journey in await world.Journeys.ListHeadsAsync(CancellationToken.None))
        {
            var (state, converted) = await world.SeeAsync(journey.Id);
            Assert.True(IsExpected(journey, state), $"{act}, write {write}, {(after ? "after" : "before")}: {state} of {journey.Id}");
            if (acknowledged && Counted().Contains(journey.Id))
                Assert.Equal((ResultState.Current, 1), (state, converted[0]));
        }

        return crashed;

        async Task ActAsync()
        {
            switch (act)
            {
                case "save":
                    await world.EditAsync(running, "visit");
                    break;
                case "request settled":
                    await world.Requests.RequestAsync(settled.Id, world.Starter, CancellationToken.None);
                    break;
                case "request running":
                    await world.Requests.RequestAsync(running.Id, world.Starter, CancellationToken.None);
                    break;
                case "request pending":
                    await world.Requests.RequestAsync(pending.Id, world.Starter, CancellationToken.None);
                    await world.RunAsync(pending.RecalculationId);
                    break;
                case "request many":
                    await RequestAsync(world);
                    break;
                case "request others":
                    await world.Requests.RequestListedAsync([settled.Id, running.Id], world.Starter, CancellationToken.None);
                    break;
                case "cancel running":
                    await world.Requests.CancelAsync(running.RecalculationId, CancellationToken.None);
                    break;
                case "cancel pending":
                    await world.Requests.CancelAsync(pending.RecalculationId, CancellationToken.None);
                    break;
                case "cancel many":
                    await world.Requests.CancelAsync(many!.Id, CancellationToken.None);
                    break;
                case "fail":
                    await world.Ends.FinishAsync(running.RecalculationId, RecalculationStatus.Failed, "no luck", CancellationToken.None);
                    break;
                case "run":
                    await world.RunAsync(running.RecalculationId);
                    break;
                case "run many":
                    await world.PlayAllAsync();
                    break;
                case "run unchanged":
                    for (var i = 0; i < 2; i++)
                    {
                        await world.Requests.RequestAsync(settled.Id, world.Starter, CancellationToken.None);
                        await world.PlayAllAsync();
                    }

                    break;
            }
        }

        IReadOnlyCollection<string> Counted() => act switch
        {
            "save" or "request running" => [running.Id],
            "request settled" or "run unchanged" => [settled.Id],
            "request pending" => [pending.Id],
            "request many" or "run many" => [settled.Id, running.Id, pending.Id],
            "request others" => [settled.Id, running.Id],
            _ => [],
        };

        // Whatever was cancelled or failed for good shows it; all else has results. The run of many is the pending one, which took the others along.
        bool IsExpected(JourneyHead journey, ResultState state) => state switch
        {
            ResultState.Current => true,
            ResultState.None => journey.Id == running.Id ? act == "cancel running" : journey.Id == pending.Id && act is "cancel pending" or "cancel many",
            ResultState.Failed => act == "fail" && journey.Id == running.Id,
            _ => false,
        };
    }

    private static Task<RecalculationRun> RequestAsync(RecalculationWorld world) =>
        world.Requests.RequestListedAsync([], world.Starter, CancellationToken.None);
}
