using System.Globalization;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Crashes;

/// <summary>
/// Activities from a seed, and what a journey over them must say, counted here in the plainest way: for a journey whose stages are
/// single types, each contact takes the earliest activity of the next type at or after the last one.
/// </summary>
public sealed class GeneratedLog
{
    private static readonly string[] Types = ["visit", "signup", "trial", "purchase"];
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<(int Contact, int Type, long Second)> _rows = [];

    /// <summary>Generates a log.</summary>
    public GeneratedLog(int seed, int count, int contacts)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            // Later types are rarer; seconds repeat, so that there are ties.
            var type = Math.Min(Math.Min(random.Next(Types.Length), random.Next(Types.Length)), random.Next(Types.Length));
            _rows.Add((random.Next(contacts), type, random.Next(30 * 24 * 3600)));
        }

        Activities = [.. _rows.Select((row, i) => new SampleActivity(
            string.Create(CultureInfo.InvariantCulture, $"a-{i}"),
            string.Create(CultureInfo.InvariantCulture, $"c-{row.Contact}"),
            Types[row.Type],
            Start.AddSeconds(row.Second).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)))];
    }

    /// <summary>The activities, all with ids of their own.</summary>
    public SampleActivity[] Activities { get; }

    /// <summary>A journey that names every type there is.</summary>
    public static JsonObject Journey => SampleJourney.Of(Types);

    /// <summary>Contacts in all, and contacts who reached each stage.</summary>
    public (long Contacts, long[] Converted) Count()
    {
        var timelines = _rows.GroupBy(row => row.Contact).ToList();
        var converted = new long[Types.Length];
        foreach (var timeline in timelines)
        {
            var last = long.MinValue;
            for (var stage = 0; stage < Types.Length; stage++)
            {
                var next = timeline.Where(row => row.Type == stage && row.Second >= last).Select(row => (long?)row.Second).Min();
                if (next is null)
                    break;
                last = next.Value;
                converted[stage]++;
            }
        }

        return (timelines.Count, converted);
    }
}
