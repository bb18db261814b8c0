using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Recalculation.Evaluation.Sweeping;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>The sweep over many contacts, block after block, must find what the walk finds for each of them; and it must be what settles most.</summary>
public sealed class PartitionSweepTests
{
    private const int Contacts = (2 * PartitionSweep.BlockContacts) + 777;

    [Theory]
    [InlineData("a > b > c > d > e")]
    [InlineData("a=x > b!=x > c~y > d!~y > e")]
    [InlineData("a > a > a > b > a")]
    [InlineData("a*2 > a > a*3")]
    [InlineData("a=x > a=y > a")]
    [InlineData("a | b > b | c > (c & d) | e > a")]
    [InlineData("a*3 & b=x*2 > (c*2 | d*4) & (a | e) > e*2")]
    [InlineData("a > b without e > c without a=x > d; within 600")]
    [InlineData("a > b within 90 > c within 300 > d within 90")]
    [InlineData("a > b & -e > c & -a=x > d")]
    [InlineData("a & -b > c > (d & -a=y) | e*2")]
    [InlineData("a > b & -b > c > d & -d")]
    [InlineData("a%4000 > b=x%2000 > c")]
    public void Sweep_ManyContacts_FindsWhatTheWalkFinds(string told)
    {
        var journey = new CompiledJourney(JourneyStory.Of(told));
        foreach (var (seconds, segments) in new[] { (1_000_000, 1), (3_000, 3), (40, 2) })
        {
            var parts = Parts(seconds, segments);
            using var swept = Evaluate(journey, parts, isSwept: true);
            using var walked = Evaluate(journey, parts, isSwept: false);

            Assert.Equal(walked.CountConverted(), swept.CountConverted());
            Assert.Equal(walked.ActivitiesRead, swept.ActivitiesRead);
            Assert.True(swept.CountConverted()[0] > 0);
            for (var stage = 0; stage < swept.Stages; stage++)
                Assert.True(swept.ReachTimes(stage).SequenceEqual(walked.ReachTimes(stage)), $"Stage {stage + 1} of '{told}', {seconds} seconds.");
        }
    }

    [Theory]
    [InlineData("a > b > c > d > e", 0)]
    [InlineData("a=x > b | c > d*2", 0)]
    // The same activities again: each stage takes the next one.
    [InlineData("a > a > a", 0)]
    // One type in several ways: an activity that is alone at its instant is used by the stage that it fulfilled.
    [InlineData("a=x > a=y > a", 0.001)]
    public void Sweep_HardlyAnyEqualTimes_WalksHardlyAnybody(string told, double share)
    {
        using var evaluation = Evaluate(new CompiledJourney(JourneyStory.Of(told)), Parts(1_000_000, 2), isSwept: true);

        Assert.InRange(evaluation.WalkedContacts, 0, share * Contacts);
    }

    [Fact]
    public void Sweep_WindowsThatFewExceed_WalksThose()
    {
        using var evaluation = Evaluate(new CompiledJourney(JourneyStory.Of("a > b; within 900000")), Parts(1_000_000, 2), isSwept: true);

        Assert.InRange(evaluation.WalkedContacts, 1, Contacts / 20);
    }

    [Fact]
    public void Sweep_PartWithoutContactsOfABlock_IsPassedOver()
    {
        var last = Contacts - 1;
        ActivityColumns[] parts = [One("a", last, 5), One("b", last, 7), One("b", 0, 3)];

        using var evaluation = Evaluate(new CompiledJourney(JourneyStory.Of("a > b")), parts, isSwept: true);

        Assert.Equal([1, 1], evaluation.CountConverted());
        Assert.Equal([Story.At(5), Story.At(7)], evaluation.ReachTimesOf(last));
        Assert.Equal(0, evaluation.DepthOf(0));
    }

    private static PartitionEvaluation Evaluate(CompiledJourney journey, IReadOnlyList<ActivityColumns> parts, bool isSwept) => JourneyEvaluator.Evaluate(
        journey, parts, ContactColumns.None, Contacts, DateTimeOffset.FromUnixTimeMilliseconds(Story.At(4_000)), isSwept, CancellationToken.None);

    private static ActivityColumns One(string type, int contact, int second) =>
        ActivityColumns.OfRows(type, [contact], [Story.At(second)], new Dictionary<string, FieldColumn>());

    // Five types with about twelve activities a contact; some contacts have none of a type.
    private static List<ActivityColumns> Parts(int seconds, int segments)
    {
        var random = new Random(seconds + segments);
        return [.. Enumerable.Range(0, 5 * segments).Select(part =>
        {
            var rows = Enumerable.Range(0, Contacts)
                .SelectMany(contact => Enumerable.Range(0, random.Next(8) == 0 ? 24 / segments : random.Next(4)).Select(_ => (contact, Time: Story.At(random.Next(seconds)))))
                .OrderBy(row => row.contact).ThenBy(row => row.Time).ToList();
            return ActivityColumns.OfRows(
                $"{(char)('a' + (part % 5))}",
                [.. rows.Select(row => row.contact)],
                [.. rows.Select(row => row.Time)],
                new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase)
                {
                    ["value"] = new([.. rows.Select(_ => random.Next(3))], [default, new PropertyValue("x"), new PropertyValue("y")]),
                });
        })];
    }
}
