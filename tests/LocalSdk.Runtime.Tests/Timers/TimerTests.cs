using LocalSdk.Runtime.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LocalSdk.Runtime.Tests.Timers;

[Collection(nameof(AzuriteFixture))]
public sealed class TimerTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 30, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(Start);
    private readonly string _hostId = Unique.Name();

    [Fact]
    public async Task Run_WhenDue_OnceWithItsStatus()
    {
        TimerRuns runs = Open();
        await using RunningApp app = await StartAsync<HourlyFunctions>(runs);

        await Eventually.HoldsAsync(() => runs.All.Count == 2, () => _time.Advance(TimeSpan.FromMinutes(5)));

        TimerInfo second = runs.All.ElementAt(1);
        Assert.All(runs.All, run => Assert.False(run.IsPastDue));
        Assert.Equal(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc), second.ScheduleStatus!.Next.ToUniversalTime());
        Assert.Equal(1, runs.MostAtOnce);
    }

    [Fact]
    public async Task Start_DueWhileNoHostWasThere_RunsOnceAndSaysSo()
    {
        TimerRuns first = Open();
        await using (RunningApp app = await StartAsync<HourlyFunctions>(first))
        {
            await Eventually.HoldsAsync(() => first.All.Count == 1, () => _time.Advance(TimeSpan.FromMinutes(5)));
        }

        int before = first.All.Count;
        _time.Advance(TimeSpan.FromHours(5));
        TimerRuns second = Open();
        await using RunningApp again = await StartAsync<HourlyFunctions>(second);
        await Eventually.HoldsAsync(() => !second.All.IsEmpty);

        Assert.Equal(1, before);
        Assert.True(second.All.First().IsPastDue);
        await Eventually.HoldsAsync(() => second.All.Count == 2, () => _time.Advance(TimeSpan.FromMinutes(5)));
        Assert.False(second.All.Last().IsPastDue);
    }

    [Fact]
    public async Task Start_ScheduleChanged_TheOldDueTimeDoesNotCount()
    {
        TimerRuns first = Open();
        await using (RunningApp app = await StartAsync<HourlyFunctions>(first))
        {
            await Eventually.HoldsAsync(() => first.All.Count == 1, () => _time.Advance(TimeSpan.FromMinutes(5)));
        }

        _time.Advance(TimeSpan.FromHours(5));
        TimerRuns second = Open();
        await using RunningApp again = await StartAsync<HourlyFunctions>(second, ("Schedule", "0 0 0 1 1 *"));
        await Eventually.HoldsAsync(() => second.All.Count == 1, () => _time.Advance(TimeSpan.FromDays(7)));

        Assert.False(second.All.Single().IsPastDue);
        Assert.True(_time.GetUtcNow() >= new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Run_DueAgainWhileItRuns_NeverTwoAtOnceNorInAnotherProcess()
    {
        TimerRuns one = new();
        TimerRuns other = Open();
        await using RunningApp holder = await StartAsync<EverySecondFunctions>(one);
        await Eventually.HoldsAsync(() => one.All.Count == 1, () => _time.Advance(TimeSpan.FromSeconds(1)));
        await using RunningApp waiting = await StartAsync<EverySecondFunctions>(other);
        await Eventually.HoldsAsync(() => waiting.Log.Lines.Any(line => line.Contains("is run by another process", StringComparison.Ordinal)));
        _time.Advance(TimeSpan.FromSeconds(10));

        one.Released.SetResult();
        await Eventually.HoldsAsync(() => one.All.Count >= 3, () => _time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(1, one.MostAtOnce);
        Assert.Empty(other.All);
        Assert.All(one.All, run => Assert.Null(run.ScheduleStatus));
        await holder.StopAsync();
        await Eventually.HoldsAsync(() => !other.All.IsEmpty, () => _time.Advance(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Start_RunOnStartup_RunsAtOnceAndIsNotPastDue()
    {
        TimerRuns runs = Open();
        await using RunningApp app = await StartAsync<StartupFunctions>(runs);

        await Eventually.HoldsAsync(() => runs.All.Count == 1);

        Assert.False(runs.All.Single().IsPastDue);
    }

    [Fact]
    public async Task Run_FunctionFails_IsRetriedAsItsAttributeSays()
    {
        TimerRuns runs = Open();
        await using RunningApp app = await StartAsync<FailingTimerFunctions>(runs);

        await Eventually.HoldsAsync(() => runs.All.Count >= 4, () => _time.Advance(TimeSpan.FromSeconds(30)));

        string[] failures = [.. app.Log.Lines.Where(line => line.Contains("Function Fails failed", StringComparison.Ordinal)).Take(3)];
        Assert.Equal(["attempt 0 of 2", "attempt 1 of 2", "attempt 2 of 2"], failures.Select(line => line[line.IndexOf("attempt", StringComparison.Ordinal)..]));
    }

    [Fact]
    public async Task Start_SettingOfTheScheduleIsMissing_NamesFunctionAndSetting()
    {
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningApp.StartAsync(
            [typeof(HourlyFunctions)], settings: azurite.Settings(), configure: builder => builder.Services.AddSingleton(Open())));

        Assert.Contains("Hourly", error.Message, StringComparison.Ordinal);
        Assert.Contains("%Schedule%", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 0 0 * * 1-5", "2026-03-02T00:00:00Z")]
    [InlineData("*/30 * * * * *", "2026-03-01T10:30:30Z")]
    [InlineData("0 12 * * *", "2026-03-01T12:00:00Z")]
    public void Next_Expression_IsTheFirstTimeAfter(string expression, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next, null).UtcDateTime, TimerSchedule.Parse(expression).Next(Start.UtcDateTime));

    [Theory]
    [InlineData("0 * * * * *", true)]
    [InlineData("30 0 * * * *", true)]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("0,59 0 * * * *", false)]
    public void CanBeMonitored_Expression_NotUnderAMinute(string expression, bool monitored) =>
        Assert.Equal(monitored, TimerSchedule.Parse(expression).CanBeMonitored(Start.UtcDateTime));

    [Fact]
    public void Parse_NoSchedule_IsRefused() => Assert.Throws<InvalidOperationException>(() => TimerSchedule.Parse("every day"));

    private static TimerRuns Open()
    {
        TimerRuns runs = new();
        runs.Released.SetResult();
        return runs;
    }

    private Task<RunningApp> StartAsync<TFunctions>(TimerRuns runs, params (string, string)[] settings) => RunningApp.StartAsync(
        [typeof(TFunctions)],
        settings: azurite.Settings(settings.Length > 0 ? settings : [("Schedule", "0 0 * * * *")]),
        hostId: _hostId,
        configure: builder =>
        {
            builder.Services.AddSingleton(runs);
            builder.Services.AddSingleton<TimeProvider>(_time);
        });
}
