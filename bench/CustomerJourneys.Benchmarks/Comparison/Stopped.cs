using System.Diagnostics;

namespace CustomerJourneys.Benchmarks.Comparison;

/// <summary>Time by the clock.</summary>
internal static class Stopped
{
    /// <summary>How long something takes, in milliseconds.</summary>
    public static double Milliseconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>How long something takes, in milliseconds.</summary>
    public static async Task<double> MillisecondsAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>The middle one of some times.</summary>
    public static double Median(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The shortest time of each work, with their runs interleaved so that a slow minute of the machine strikes all alike.</summary>
    /// <param name="rounds">How often each runs, after once to warm up.</param>
    /// <param name="works">The works.</param>
    public static double[] Best(int rounds, params Action[] works)
    {
        var best = Array.ConvertAll(works, _ => double.MaxValue);
        for (var round = 0; round <= rounds; round++)
        {
            for (var work = 0; work < works.Length; work++)
            {
                var time = Milliseconds(works[work]);
                if (round > 0)
                    best[work] = Math.Min(best[work], time);
            }
        }

        return best;
    }
}
