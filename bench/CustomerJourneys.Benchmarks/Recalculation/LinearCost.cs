using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;

namespace CustomerJourneys.Benchmarks.Recalculation;

/// <summary>
/// Whether the cost of a partition grows with the activities of the journey's types and stays level in all others: one partition of the same contacts, with
/// more and more of the ones or of the others. The time is from stored bytes to counts: footer, blocks, evaluation; one thread.
/// </summary>
internal static class LinearCost
{
    private const int Points = 6;
    private const int Rounds = 7;
    private const int MaxContacts = 60_000;

    /// <returns>Nanoseconds for each activity of the journey's types.</returns>
    public static double Measure(GeneratedLog log, BenchmarkReport report, string plot)
    {
        var contacts = Math.Min(MaxContacts, log.Contacts);
        var named = Measure(contacts, share => (share, 1d / Points));
        var others = Measure(contacts, share => (1d / Points, share));
        report.Add("Cost of one partition", [
            $"{contacts:N0} contacts, 5 stages, one thread, from stored bytes to counts. Each activity more of the journey's types costs {Slope(named):0.0} ns; each of another type {Slope(others):0.00} ns.", "",
            "| more of the journey's types | ms | more of other types | ms |", "|---|---|---|---|",
            .. named.Zip(others, (left, right) => $"| {left.Activities:N0} | {left.Milliseconds:0.00} | {right.Activities:N0} | {right.Milliseconds:0.00} |"),
            .. plot.Length == 0 ? Array.Empty<string>() : ["", $"![Milliseconds of a partition by activities more: rising for the journey's types, level for others]({Path.GetFileName(plot)})"]]);
        if (plot.Length > 0)
            File.WriteAllText(plot, LinePlot.Draw("activities more than at the left, millions", "ms", [("more of the journey's types", Scaled(named)), ("more of other types", Scaled(others))]));
        return Slope(named);
    }

    // The activities count from the first point on, where both series have the same partition.
    private static List<(long Activities, double Milliseconds)> Measure(int contacts, Func<double, (double Named, double Others)> sharesAt)
    {
        var journey = ComparedJourney.FiveStages.Compile();
        var partitions = Enumerable.Range(1, Points).Select(point =>
        {
            var (named, others) = sharesAt((double)point / Points);
            return StoredPartition.Build([.. Enumerable.Range(0, contacts)], activity => Chance(activity) < (IsNamed(activity) ? named : others));
        }).ToArray();
        var times = Stopped.Best(Rounds, [.. partitions.Select(partition => (Action)(() => partition.CountFromBytes(journey)))]);
        return [.. partitions.Zip(times, (partition, time) => (partition.Activities - partitions[0].Activities, time))];
    }

    private static bool IsNamed(GeneratedActivity activity) => ComparedJourney.FiveStages.Stages.Any(stage => stage.Groups[0].Type == activity.Type);

    private static double Chance(GeneratedActivity activity) => new SeededRandom(SeededRandom.Of(3, (ulong)activity.Contact, (ulong)activity.Index)).NextFraction();

    // Nanoseconds an activity, by least squares.
    private static double Slope(List<(long Activities, double Milliseconds)> points)
    {
        var (x, y) = (points.Average(point => (double)point.Activities), points.Average(point => point.Milliseconds));
        return 1e6 * points.Sum(point => (point.Activities - x) * (point.Milliseconds - y)) / points.Sum(point => (point.Activities - x) * (point.Activities - x));
    }

    private static (double X, double Y)[] Scaled(List<(long Activities, double Milliseconds)> points) => [.. points.Select(point => (point.Activities / 1e6, point.Milliseconds))];
}
