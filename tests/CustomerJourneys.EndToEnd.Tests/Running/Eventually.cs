using System.Diagnostics;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>Waits for a condition by asking again and again, with a deadline that only a defect reaches.</summary>
public static class Eventually
{
    /// <summary>How long anything may take before a test gives up on it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks until the answer is as wanted.</summary>
    /// <param name="what">What is waited for, for the failure.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="isWanted">Whether the answer is the one.</param>
    /// <param name="deadline">After how long it gives up; <see cref="Deadline"/> unless given.</param>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> isWanted, TimeSpan? deadline = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (isWanted(answer))
                return answer;
            if (Stopwatch.GetElapsedTime(start) > (deadline ?? Deadline))
                throw new TimeoutException($"Waited in vain for {what}; the last answer was: {answer}");
            await Task.Delay(Pause);
        }
    }
}
