using CustomerJourneys.Imports.Files;

namespace CustomerJourneys.Tests.Imports.Files;

public sealed class RepeatCountsTests
{
    [Fact]
    public void Add_RandomFingerprints_CountsAsADictionaryDoes()
    {
        var random = new Random(5);
        var counts = new RepeatCounts(int.MaxValue);
        var expected = new Dictionary<ulong, int>();
        for (var i = 0; i < 200_000; i++)
        {
            // Few upper bits, so that stretches of the table fill and wrap around its end.
            var fingerprint = ((ulong)random.Next(3) << 62) | (ulong)random.Next(40_000) + 1;
            var before = expected.GetValueOrDefault(fingerprint);
            expected[fingerprint] = before + 1;
            if (counts.Add(fingerprint) != before)
                Assert.Fail($"Fingerprint {fingerprint} came {before} times before.");
            if (expected.Count > 3_000)
                (counts, expected) = (new RepeatCounts(int.MaxValue), []);
        }
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(ulong.MaxValue)]
    public void Add_ExtremeFingerprint_IsCounted(ulong fingerprint)
    {
        var counts = new RepeatCounts(10);

        Assert.Equal([0, 1, 2], new[] { counts.Add(fingerprint), counts.Add(fingerprint), counts.Add(fingerprint) });
    }
}
