using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Tests.Activities.Segments;

public sealed class SegmentCorruptionTests
{
    private static readonly SealedSegment Segment = SegmentSample.Build(RandomActivities.Many(21, 400, 60));

    [Fact]
    public void Read_EveryTruncation_FailsAsCorrupt()
    {
        for (var length = 0; length < Segment.Bytes.Length; length++)
            Assert.Null(TryRead(Segment.Bytes[..length]));
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
        bytes[^8] = 3;

        Assert.Contains("version 3", Assert.Throws<SegmentCorruptException>(() => SegmentContent.Read("s", bytes)).Message, StringComparison.Ordinal);
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
