using System.Text;
using System.Text.Json;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;

namespace CustomerJourneys.Benchmarks.Rivals;

/// <summary>
/// What one would write first: read NDJSON lines, group them by contact, sort by time, walk the stages. It runs over the first contacts of the log only, on one
/// thread, and its time is scaled up to the whole log by the number of activities, and halved for the second thread.
/// </summary>
internal static class LinqRival
{
    private const int MaxContacts = 20_000;

    public static void Compare(ComparedJourney journey, GeneratedLog log, BenchmarkReport report)
    {
        var contacts = Math.Min(MaxContacts, log.Contacts);
        var (lines, activities) = Lines(contacts);
        var types = journey.Stages.Select(stage => ActivityMix.Types[stage.Groups[0].Type]).ToArray();
        long[] theirs = [];
        var time = Stopped.Best(1, () => theirs = Count(lines, types))[0];
        var compiled = journey.Compile();
        var partitions = StoredPartition.BuildAll(GeneratedLog.First(contacts), [.. types]);
        var counts = partitions.Select(partition => partition.Evaluate(compiled, partition.Decode(compiled)).CountConverted()).ToList();
        Counts.RequireEqual("five stages, LINQ", [.. types.Select((_, stage) => counts.Sum(count => count[stage]))], theirs);
        var scaled = time * log.CountActivities() / activities / TwoThreads.Count;
        report.Add("Plain LINQ over NDJSON", [
            $"{activities:N0} activities of the first {contacts:N0} contacts took {time:N0} ms on one thread; scaled to the whole log and two threads {scaled / 1000:N1} s. Counts equal."]);
    }

    private static (byte[][] Lines, long Activities) Lines(int contacts)
    {
        var lines = new List<byte[]>();
        var activities = new List<GeneratedActivity>();
        for (var contact = 0; contact < contacts; contact++)
        {
            GeneratedLog.Fill(activities, contact);
            var id = GeneratedActivity.ContactIdOf(contact);
            foreach (var activity in activities)
                lines.Add(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Line(id, ActivityMix.Types[activity.Type], DateTimeOffset.FromUnixTimeMilliseconds(activity.Time)))));
        }

        return ([.. lines], lines.Count);
    }

    private static long[] Count(byte[][] lines, string[] types)
    {
        var depths = lines.Select(line => JsonSerializer.Deserialize<Line>(line)!)
            .GroupBy(line => line.ContactId)
            .Select(contact => contact.OrderBy(line => line.OccurredAt).ToList())
            .Select(timeline =>
            {
                var (depth, reached) = (0, DateTimeOffset.MinValue);
                while (depth < types.Length && timeline.Find(line => line.Type == types[depth] && line.OccurredAt >= reached) is { } found)
                    (depth, reached) = (depth + 1, found.OccurredAt);
                return depth;
            })
            .ToList();
        return [.. types.Select((_, stage) => (long)depths.Count(depth => depth > stage))];
    }

    private sealed record Line(string ContactId, string Type, DateTimeOffset OccurredAt);
}
