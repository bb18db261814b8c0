using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Log;

/// <summary>What one physical append puts into the log: activities grouped by partition, with an index in front.</summary>
public sealed class LogBlock
{
    /// <summary>The most bytes of a block: what one append may carry.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>The bytes in front of the index.</summary>
    public const int HeaderLength = 36;

    private const uint Magic = 0x424C4A43; // "CJLB"
    private const ushort Version = 1;
    private const int ChecksumAt = 12;
    private const int ChecksumFrom = 16;
    private const int MaxIndexEntry = 20;
    private readonly byte[] _bytes;
    private readonly BlobPart _part;

    private LogBlock(byte[] bytes, BlobPart part, LogBlockEntry[] entries)
    {
        _bytes = bytes;
        _part = part;
        Entries = entries;
    }

    /// <summary>The partitions that have activities in the block, ascending.</summary>
    public IReadOnlyList<LogBlockEntry> Entries { get; }

    /// <summary>The most bytes that the header and the index take.</summary>
    public static int OverheadOf(int partitions) => HeaderLength + 8 + (partitions * MaxIndexEntry);

    /// <summary>Builds a block.</summary>
    /// <param name="batchId">A new id of 32 hexadecimal characters: by it the writer finds out whether an append took effect.</param>
    /// <param name="partitions">How many partitions the store has.</param>
    /// <param name="chunks">What it holds, in log order.</param>
    public static byte[] Build(string batchId, int partitions, IReadOnlyList<LogChunk> chunks)
    {
        var counts = new int[partitions];
        var lengths = new int[partitions];
        foreach (var entry in chunks.SelectMany(chunk => chunk.Entries))
        {
            counts[entry.Partition] += entry.Count;
            lengths[entry.Partition] += entry.Length;
        }
        var block = new ByteWriter(OverheadOf(partitions) + chunks.Sum(chunk => chunk.Length));
        WriteHeader(block, batchId, partitions);
        block.Varint(counts.Count(count => count > 0));
        for (var partition = 0; partition < partitions; partition++)
        {
            if (counts[partition] == 0)
                continue;
            block.Varint(partition);
            block.Varint(counts[partition]);
            block.Varint(lengths[partition]);
        }
        WriteFrames(block, partitions, chunks, lengths);
        block.PatchUInt32(8, (uint)block.Length);
        block.PatchUInt32(ChecksumAt, Crc32C.Compute(block.Written[ChecksumFrom..]));
        return block.ToArray();
    }

    /// <summary>Reads a block's length and batch id from its first <see cref="HeaderLength"/> bytes.</summary>
    /// <exception cref="CorruptBlobException">It is no block.</exception>
    public static (int Length, string BatchId) ReadHeader(string blob, long offset, ReadOnlySpan<byte> header)
    {
        var part = PartOf(blob, offset);
        var reader = new ByteReader(header, part);
        if (reader.UInt32() != Magic)
            part.Fail("it is no log block");
        if (reader.UInt16() is var version && version != Version)
            part.Fail($"version {version} is unknown here");
        if (reader.UInt16() != 0)
            part.Fail("it is no log block");
        var length = reader.UInt32();
        if (length is < HeaderLength or > MaxLength)
            part.Fail("the length is out of range");
        reader.UInt32();
        return ((int)length, Convert.ToHexStringLower(reader.Bytes(16)));
    }

    /// <summary>Reads a whole block.</summary>
    /// <param name="blob">The log blob, for errors.</param>
    /// <param name="offset">Where the block starts in it, for errors.</param>
    /// <param name="bytes">Its bytes; the block keeps them.</param>
    /// <param name="partitions">How many partitions the store has.</param>
    /// <exception cref="CorruptBlobException">It is damaged.</exception>
    public static LogBlock Read(string blob, long offset, byte[] bytes, int partitions)
    {
        var part = PartOf(blob, offset);
        var (length, _) = ReadHeader(blob, offset, bytes);
        var reader = new ByteReader(bytes, part);
        reader.Bytes(ChecksumAt);
        var checksum = reader.UInt32();
        if (length != bytes.Length || Crc32C.Compute(bytes.AsSpan(ChecksumFrom)) != checksum)
            part.Fail("the checksum differs");
        reader.Bytes(HeaderLength - reader.Position - sizeof(uint));
        if (reader.UInt32() != partitions)
            part.Fail($"it was not written for {partitions} partitions");
        return new LogBlock(bytes, part, ReadIndex(ref reader, part, partitions));
    }

    internal FrameSlice SliceOf(LogBlockEntry entry) => new(_bytes, entry, _part);

    private static BlobPart PartOf(string blob, long offset) => BlobPart.Of(blob, $"block at {offset}");

    private static LogBlockEntry[] ReadIndex(ref ByteReader reader, BlobPart part, int partitions)
    {
        var entries = new LogBlockEntry[reader.Count(bytesEach: 3)];
        var previous = -1;
        foreach (ref var entry in entries.AsSpan())
        {
            var partition = reader.Varint(partitions - 1);
            if (partition <= previous)
                part.Fail("the partitions do not ascend");
            entry = new LogBlockEntry(partition, reader.Count(bytesEach: 1), 0, reader.Count(bytesEach: 1));
            previous = partition;
        }
        var offset = reader.Position;
        foreach (ref var entry in entries.AsSpan())
        {
            entry = entry with { Offset = offset };
            offset += reader.Bytes(entry.Length).Length;
        }
        reader.End();
        return entries;
    }

    private static void WriteHeader(ByteWriter block, string batchId, int partitions)
    {
        block.UInt32(Magic);
        block.UInt16(Version);
        block.UInt16(0);
        block.UInt32(0);
        block.UInt32(0);
        var id = Convert.FromHexString(batchId);
        block.Bytes(id.Length == 16 ? id : throw new ArgumentException("A batch id has 32 hexadecimal characters.", nameof(batchId)));
        block.UInt32((uint)partitions);
    }

    private static void WriteFrames(ByteWriter block, int partitions, IReadOnlyList<LogChunk> chunks, int[] lengths)
    {
        var positions = new int[partitions];
        for (var partition = 1; partition < partitions; partition++)
            positions[partition] = positions[partition - 1] + lengths[partition - 1];
        var frames = block.Append(lengths.Sum());
        foreach (var chunk in chunks)
        {
            foreach (var entry in chunk.Entries)
            {
                chunk.BytesOf(entry).CopyTo(frames[positions[entry.Partition]..]);
                positions[entry.Partition] += entry.Length;
            }
        }
    }
}

/// <summary>The activities of one partition in a log block.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Count">How many activities.</param>
/// <param name="Offset">Where their frames start in the block.</param>
/// <param name="Length">How many bytes they take.</param>
public readonly record struct LogBlockEntry(int Partition, int Count, int Offset, int Length);
