namespace LocalSdk.Runtime.Tests;

/// <summary>Waits for conditions; the limit is only there so that a broken test ends.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static Task HoldsAsync(Func<bool> condition, Action? between = null) => HoldsAsync(() => Task.FromResult(condition()), between);

    public static async Task HoldsAsync(Func<Task<bool>> condition, Action? between = null)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, "The condition never came to hold.");
            between?.Invoke();
            await Task.Delay(20);
        }
    }
}
