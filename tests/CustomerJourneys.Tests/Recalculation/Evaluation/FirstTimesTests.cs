using CustomerJourneys.Activities;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Recalculation.Evaluation.Sweeping;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>
/// Both ways of holding first times against the times from which on activities count must do the same. On a processor without AVX-512 there is one way
/// only; the build's last step has the machine do without it.
/// </summary>
public sealed class FirstTimesTests
{
    private const int Contacts = PartitionSweep.BlockContacts + 1003;

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.3)]
    [InlineData(0.01)]
    public void Settle_AnyShareOfContactsWithRuns_SettlesAsOneAfterTheOther(double share)
    {
        var random = new Random((int)(share * 1000));
        for (var round = 0; round < 50; round++)
        {
            // Few different times, so that equal ones occur.
            var contacts = Enumerable.Range(0, Contacts).Where(_ => random.NextDouble() < share).SelectMany(contact => Enumerable.Repeat(contact, random.Next(1, 4))).ToArray();
            var times = contacts.GroupBy(contact => contact).SelectMany(run => run.Select(_ => (long)random.Next(20)).Order()).ToArray();
            var columns = ActivityColumns.OfRows("a", contacts, times, new Dictionary<string, FieldColumn>());
            var rows = new MatchedRows(columns, random.Next(2) == 0 ? long.MinValue : 5, random.Next(2) == 0 ? long.MaxValue : 15, []);
            foreach (var first in new[] { 0, PartitionSweep.BlockContacts })
            {
                var since = new long[Math.Min(PartitionSweep.BlockContacts, Contacts - first)];
                foreach (ref var time in since.AsSpan())
                    time = random.Next(5) switch { 0 => PartitionEvaluation.Unreached, 1 => PartitionEvaluation.NoTime, _ => random.Next(20) };
                var met = since.Select(_ => random.Next(2) == 0 ? PartitionEvaluation.Unreached : random.Next(20)).ToArray();
                var block = new MatchedBlock();
                block.Take(rows, first, since);

                var each = Settled(met, (times, ties, open) => FirstTimes.SettleEach(block, block.First, rows, first, since, times, ties, open, 0));
                var settled = Settled(met, (times, ties, open) => FirstTimes.Settle(block, rows, first, since, times, isEmpty: false, ties, open));
                var fresh = Settled(met, (times, ties, open) => FirstTimes.Settle(block, rows, first, since, times, isEmpty: true, ties, open));

                Assert.Equal(each.Times, settled.Times);
                Assert.Equal(each.Ties, settled.Ties);
                Assert.Equal(each.Open, settled.Open);
                Assert.Equal(Expected(columns, rows, first, since, met), each.Times);
                Assert.Equal(Expected(columns, rows, first, since, [.. met.Select(_ => PartitionEvaluation.Unreached)]), fresh.Times);
                Assert.Equal(each.Ties, fresh.Ties);
                Assert.Equal(each.Open, fresh.Open);
            }
        }
    }

    private delegate int Settling(Span<long> times, Span<bool> ties, Span<long> open);

    private static (long[] Times, bool[] Ties, long[] Open) Settled(long[] met, Settling settle)
    {
        var (times, ties, open) = (met.ToArray(), new bool[met.Length], new long[met.Length + FirstTimes.Slack]);
        var count = settle(times, ties, open);
        return (times, ties, open[..count]);
    }

    // A first time settles what is asked where it is not before the time from which on activities count.
    private static long[] Expected(ActivityColumns columns, MatchedRows rows, int first, long[] since, long[] met)
    {
        var expected = met.ToArray();
        for (var run = 0; run < columns.Runs; run++)
        {
            var i = columns.RunContacts[run] - first;
            if (i < 0 || i >= since.Length)
                continue;
            var time = columns.RunTimes[run];
            if (time >= since[i] && time >= rows.From && time < rows.To)
                expected[i] = Math.Min(expected[i], time);
        }

        return expected;
    }
}
