using System.Diagnostics;
using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Benchmarks.Recalculation;

/// <summary>
/// What the parts of a definition cost: many contacts with ever more bounded journeys, as a ratio to the plain one; and one contact that grows,
/// as time an activity, which stays level where the work is linear.
/// </summary>
internal static class EvaluatorBenchmark
{
    private const int Contacts = 50_000;
    private const int Repeats = 5;
    private static readonly DateTimeOffset DataAsOf = DateTimeOffset.FromUnixTimeMilliseconds(Story.At(1_000_000_000));

    private static readonly (string Name, string Told)[] Journeys =
    [
        ("5 stages", "a > b > c > d > e"),
        ("filters, Any and All, counts", "a | b=x > (b & c) > c*2 | d*2 > (d | e=y) > e"),
        ("conversion window", "a > b > c > d > e; within 3000"),
        ("stage windows", "a > b within 900 > c within 900 > d within 900 > e within 900"),
        ("exclusions", "a > b without e > c without a > d without a=x > e without b=x"),
        ("negation in every way", "a > b & -e > c & -a=x > d & -b=x > e"),
        ("all of these", "a > b without e within 900 > c & -a=x > d without b=x within 900 > e; within 3000"),
        ("negation in some ways", "a > (b & -e) | c*2 > (c & -a=x) | d*2 > d > e"),
        ("one and no other", "a > b & -b > c > d & -d > e; within 3000"),
    ];

    public static void Run()
    {
        Console.WriteLine($"{Contacts:N0} contacts, {Contacts * 25L:N0} activities of 5 types; the fastest of {Repeats}, one thread.");
        Console.WriteLine("| journey | ns an activity | ratio | converted |");
        Console.WriteLine("|---|---|---|---|");
        var random = new Random(1);
        var parts = Enumerable.Range(0, 5).Select(type => Part(random, type, Contacts, 5, i => random.Next(86_400))).ToList();
        Measure(JourneyStory.Of(Journeys[0].Told), parts, Contacts);
        var plain = 0d;
        foreach (var (name, told) in Journeys)
        {
            var (time, evaluation) = Measure(JourneyStory.Of(told), parts, Contacts);
            plain = plain == 0 ? time : plain;
            var inexact = evaluation.InexactContacts == 0 ? "" : $", {evaluation.InexactContacts} inexact";
            Console.WriteLine($"| {name} | {time:0.0} | {time / plain:0.00} | {string.Join(' ', evaluation.CountConverted())}{inexact} |");
        }

        Console.WriteLine();
        Console.WriteLine("One contact, ns an activity:");
        Console.WriteLine("| journey | 25,000 | 50,000 | 100,000 | 200,000 |");
        Console.WriteLine("|---|---|---|---|---|");
        Grow("all bounds, never fulfilled", JourneyStory.Of("a > b without e within 5 > c*50 & -a=x > d within 9 > z; within 300"));
        Grow("one and no other", JourneyStory.Of("a > b & -b > c > d & -d > e"));
        Grow("10 stages of 10 groups of 10 conditions", Largest());
    }

    private static void Grow(string name, Journey journey)
    {
        var times = ((int[])[25_000, 50_000, 100_000, 200_000]).Select(count =>
        {
            var random = new Random(2);
            return Measure(journey, [.. Enumerable.Range(0, 5).Select(type => Part(random, type, 1, count / 5, i => i * 5 + type))], 1).Time;
        });
        Console.WriteLine($"| {name} | {string.Join(" | ", times.Select(time => time.ToString("0.0", null)))} |");
    }

    private static (double Time, PartitionEvaluation Evaluation) Measure(Journey journey, IReadOnlyList<ActivityColumns> parts, int contacts)
    {
        var compiled = new CompiledJourney(journey);
        var (best, evaluation) = (double.MaxValue, (PartitionEvaluation?)null);
        for (var i = 0; i < Repeats; i++)
        {
            var watch = Stopwatch.StartNew();
            evaluation = JourneyEvaluator.Evaluate(compiled, parts, ContactColumns.None, contacts, DataAsOf, CancellationToken.None);
            best = Math.Min(best, watch.Elapsed.TotalNanoseconds / parts.Sum(part => part.Count));
        }

        return (best, evaluation!);
    }

    // No two conditions alike; each type has activities for a tenth of them.
    private static Journey Largest() => new("Largest", true, [.. Enumerable.Range(0, 10).Select(stage => new Stage(
        $"s{stage}", $"s{stage}", null, new ConditionSet(Match.All, [.. Enumerable.Range(0, 10).Select(group => new ConditionGroup(
            Match.Any, [.. Enumerable.Range(0, 10).Select(condition => new PerformedActivity(
                $"{(char)('a' + (group % 5))}", [new FieldFilter("value", FieldOperator.NotEquals, new PropertyValue($"{stage}-{group}-{condition}"))], 1 + condition))]))])))]);

    private static ActivityColumns Part(Random random, int type, int contacts, int each, Func<int, int> second)
    {
        var rows = Enumerable.Range(0, contacts * each)
            .Select(i => (Contact: i / each, Time: Story.At(second(i % each)), Code: random.Next(3)))
            .OrderBy(row => row.Contact).ThenBy(row => row.Time).ToList();
        return ActivityColumns.OfRows(
            $"{(char)('a' + type)}",
            [.. rows.Select(row => row.Contact)],
            [.. rows.Select(row => row.Time)],
            new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase)
            {
                ["value"] = new([.. rows.Select(row => row.Code)], [default, new PropertyValue("x"), new PropertyValue("y")]),
            });
    }
}
