using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Testing.Fuzzing;
using CustomerJourneys.Tests.Activities.Segments;

namespace CustomerJourneys.Tests.Activities.Fuzzing;

/// <summary>Damaged segments: with the checksums that they were written with, and with checksums put right, where only the checks of the parsers are left.</summary>
public sealed class SegmentFuzzTests
{
    private const string Name = "segments/0003/0-abc";

    [Theory]
    [InlineData(1, 1, 3_000)]
    [InlineData(2, 30, 12_000)]
    [InlineData(3, 200, 7_000)]
    public void Read_Damaged_IsRefusedOrTheSame(int seed, int activities, int mutations)
    {
        var segment = ManyColumns.Segment(seed, activities).Bytes;
        var fuzz = new Fuzz(Name, seed);

        fuzz.Run(mutations, random => Mutations.Of(random, segment), bytes => SegmentContent.Read(Name, bytes), SameAs(segment));

        Assert.InRange(fuzz.Refused, mutations * 95 / 100, mutations - 1);
    }

    [Fact]
    public void Read_DamagedOfTheFirstVersion_IsRefusedOrTheSame()
    {
        var segment = Golden.Bytes("segment-1.hex");
        var fuzz = new Fuzz(Name, 4);

        fuzz.Run(5_000, random => Mutations.Of(random, segment), bytes => SegmentContent.Read(Name, bytes), SameAs(segment));

        Assert.InRange(fuzz.Refused, 4_500, 4_999);
    }

    [Theory]
    [InlineData(5, 30)]
    [InlineData(6, 200)]
    public void ReadSomeColumns_Damaged_IsRefusedOrTheSame(int seed, int activities)
    {
        var segment = ManyColumns.Segment(seed, activities);
        var expected = SomeColumns.Read(Name, segment.FooterOffset, segment.Bytes).Text;
        var fuzz = new Fuzz(Name, seed);

        fuzz.Run(8_000, random => Mutations.Of(random, segment.Bytes), bytes => SomeColumns.Read(Name, segment.FooterOffset, bytes), read => Assert.Equal(expected, read.Text));
        // A manifest that is wrong about the sizes of the segment.
        fuzz.Run(2_000, random => segment.Bytes[..^random.Next(2)], bytes => SomeColumns.Read(Name, new Random(bytes.Length).Next(segment.Bytes.Length - 1), bytes), read => Assert.Equal(expected, read.Text));

        Assert.InRange(fuzz.Refused, 7_000, 9_999);
    }

    [Theory]
    [InlineData(7, 1, 2_000)]
    [InlineData(8, 30, 8_000)]
    [InlineData(9, 200, 4_000)]
    public void Read_DamagedBlocksUnderRightChecksums_AreRefusedOrConsistent(int seed, int activities, int mutations)
    {
        var rewriter = new SegmentRewriter(ManyColumns.Segment(seed, activities).Bytes);
        var fuzz = new Fuzz(Name, seed);

        fuzz.Run(mutations, random => rewriter.With(blocks => Damage(random, blocks), group => Damage(random, group)), bytes => SegmentContent.Read(Name, bytes), ConsistentSegment.Check);

        Assert.InRange(fuzz.Refused, mutations / 4, mutations - 1);
    }

    [Theory]
    [InlineData(10, 2)]
    [InlineData(11, 40)]
    public void Read_DamagedFooterUnderRightChecksum_IsRefusedOrConsistent(int seed, int activities)
    {
        var segment = ManyColumns.Segment(seed, activities);
        var fuzz = new Fuzz(Name, seed);

        fuzz.Run(8_000, random => SegmentRewriter.WithFooter(segment, footer => Mutations.Of(random, footer)), bytes => SegmentContent.Read(Name, bytes), ConsistentSegment.Check);

        Assert.InRange(fuzz.Refused, 6_000, 7_999);
    }

    private static Action<SegmentContent> SameAs(byte[] segment)
    {
        var expected = SegmentSample.Lines(SegmentContent.Read(Name, segment));
        return content => Assert.Equal(expected, SegmentSample.Lines(content));
    }

    private static void Damage(Random random, byte[][] blocks)
    {
        var at = random.Next(blocks.Length);
        var other = random.Next(blocks.Length);
        switch (random.Next(6))
        {
            case 0:
                (blocks[at], blocks[other]) = (blocks[other], blocks[at]);
                return;
            case 1:
                blocks[at] = blocks[other];
                return;
            case 2:
                blocks[at] = Mutations.InPlace(random, blocks[at]);
                return;
            case 3:
                return;
            default:
                blocks[at] = Mutations.Of(random, blocks[at]);
                return;
        }
    }

    private static SegmentGroup Damage(Random random, SegmentGroup group) => random.Next(30) switch
    {
        0 => group with { Count = Math.Max(1, group.Count + random.Next(-2, 3)) },
        1 => group with { Count = random.Next() },
        2 => group with { MinTime = group.MinTime + random.Next(-100_000, 100_000) },
        3 => group with { MaxTime = SegmentLimits.MaxTime },
        4 => group with { Ids = [.. group.Ids.Select(ids => ids with { LastContact = random.Next(20) })] },
        _ => group,
    };
}
