using System.Diagnostics.CodeAnalysis;

namespace CustomerJourneys.Activities.Binary;

/// <summary>Which part of which blob is being read, for the one exception that a strict reader throws.</summary>
internal readonly record struct BlobPart(string Blob, string Part, bool IsSegment)
{
    public static BlobPart OfSegment(string segment, string block) => new(segment, block, true);

    public static BlobPart Of(string blob, string part) => new(blob, part, false);

    public CorruptBlobException Corrupt(string reason) =>
        IsSegment ? new SegmentCorruptException(Blob, Part, reason) : new CorruptBlobException(Blob, Part, reason);

    [DoesNotReturn]
    public void Fail(string reason) => throw Corrupt(reason);

    /// <summary>Fails unless the block has its length and its checksum.</summary>
    public void Verify(ReadOnlySpan<byte> block, int length, uint checksum)
    {
        if (block.Length != length)
            Fail($"it has {block.Length} bytes instead of {length}");
        if (Crc32C.Compute(block) != checksum)
            Fail("the checksum differs");
    }
}
