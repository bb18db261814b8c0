using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Tests.Activities.Fuzzing;

/// <summary>Small segments that have every kind of column: runs and single rows, all units of time, texts, decimals of every scale, doubles, both in one column.</summary>
internal static class ManyColumns
{
    private const long Start = 1_767_225_600_000;
    private static readonly long[] Units = [1, 1_000, 60_000, 3_600_000, 86_400_000];

    public static SealedSegment Segment(int seed, int count)
    {
        var random = new Random(seed);
        return Segments.SegmentSample.Build(Enumerable.Range(0, count).Select(i => One(random, i)));
    }

    private static Activity One(Random random, int number)
    {
        var kind = random.Next(Units.Length);
        return new Activity("c" + random.Next(12), $"{number:x}-{new string('i', random.Next(30))}", "type" + kind, Start + (random.Next(500) * Units[kind]))
        {
            Value = random.Next(3) == 0 ? "Grüße ☕ " + random.Next(5) : "",
            Title = "always",
            Url = "/page/" + random.Next(9),
            Channel = kind == 0 ? "" : "web",
            Properties =
            [
                new("scale" + kind, new PropertyValue(random.Next(-1_000_000, 1_000_000) / Math.Pow(10, kind + 2))),
                new("double", new PropertyValue(random.NextDouble())),
                new("both", random.Next(2) == 0 ? new PropertyValue(random.Next(4)) : new PropertyValue("text")),
            ],
        };
    }
}
