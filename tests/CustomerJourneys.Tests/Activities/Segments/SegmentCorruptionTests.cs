using System.Buffers.Binary;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Tests.Activities.Segments;

public sealed class SegmentCorruptionTests
{
    private static readonly SealedSegment Segment = SegmentSample.Build(RandomActivities.Many(21, 400, 60));
    private static readonly IReadOnlyList<string> Content = SegmentSample.Lines(SegmentContent.Read("s", Segment.Bytes));

    [Fact]
    public void Read_AnyMutation_FailsAsCorruptOrGivesTheSameContent()
    {
        var random = new Random(22);
        var failed = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var mutated = Mutate(random, Segment.Bytes);
            if (TryRead(mutated) is not { } lines)
                failed++;
            else
                Assert.Equal(Content, lines);
        }
        Assert.InRange(failed, 4_900, 5_000);
    }

    [Fact]
    public void Read_EveryTruncation_FailsAsCorrupt()
    {
        for (var length = 0; length < Segment.Bytes.Length; length++)
            Assert.Null(TryRead(Segment.Bytes[..length]));
    }

    /// <summary>With right checksums over wrong bytes only the checks of the parsers themselves are left.</summary>
    [Fact]
    public void Read_MutationUnderRightChecksums_NeverFailsOtherwise()
    {
        var random = new Random(23);
        var failed = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var mutated = (byte[])Segment.Bytes.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                mutated[random.Next(8, mutated.Length - SegmentLimits.TrailerLength)] = (byte)random.Next(256);
            failed += TryRead(Reseal(mutated)) is null ? 1 : 0;
        }
        Assert.InRange(failed, 1_000, 10_000);
    }

    [Fact]
    public void Read_DamagedColumn_NamesSegmentAndBlock()
    {
        var group = SegmentContent.Read("s", Segment.Bytes).Index.Find("purchase")!;
        var bytes = (byte[])Segment.Bytes.Clone();
        bytes[group.Keys.Offset + 5] ^= 1;

        var exception = Assert.Throws<SegmentCorruptException>(() => SegmentContent.Read("segments/0003/0-abc", bytes));

        Assert.Equal("segments/0003/0-abc", exception.Blob);
        Assert.Equal("group 'purchase', contact and time", exception.Part);
    }

    [Fact]
    public void Read_AnotherVersion_SaysSo()
    {
        var bytes = (byte[])Segment.Bytes.Clone();
        bytes[^8] = 2;

        Assert.Contains("version 2", Assert.Throws<SegmentCorruptException>(() => SegmentContent.Read("s", bytes)).Message, StringComparison.Ordinal);
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        var at = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
            case 1:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 9))..]];
            case 2:
                var zeroed = (byte[])bytes.Clone();
                Array.Clear(zeroed, at, Math.Min(random.Next(1, 64), zeroed.Length - at));
                return zeroed;
            default:
                var changed = (byte[])bytes.Clone();
                changed[at] ^= (byte)(1 << random.Next(8));
                return changed;
        }
    }

    /// <summary>Sets the checksums of the blocks where they were, and of the footer, to what the bytes are now.</summary>
    private static byte[] Reseal(byte[] bytes)
    {
        var index = SegmentContent.Read("s", Segment.Bytes).Index;
        var blocks = index.Groups.SelectMany(group => group.Fields.Select(field => field.Block).Concat(group.Ids.Select(ids => ids.Block)).Append(group.Keys)).Concat(index.Filter.Pages);
        var footer = bytes.AsSpan(Segment.FooterOffset..^SegmentLimits.TrailerLength);
        var original = Segment.Bytes.AsSpan(Segment.FooterOffset..^SegmentLimits.TrailerLength);
        Span<byte> old = stackalloc byte[4];
        foreach (var block in blocks)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(old, block.Checksum);
            var at = original.IndexOf(old);
            if (footer.Slice(at, 4).SequenceEqual(old))
                BinaryPrimitives.WriteUInt32LittleEndian(footer[at..], Crc32C.Compute(bytes.AsSpan((int)block.Offset, block.Length)));
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 12), Crc32C.Compute(footer));
        return bytes;
    }

    private static IReadOnlyList<string>? TryRead(byte[] bytes)
    {
        try
        {
            return SegmentSample.Lines(SegmentContent.Read("s", bytes));
        }
        catch (SegmentCorruptException)
        {
            return null;
        }
    }
}
