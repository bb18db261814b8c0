using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Log;

/// <summary>Some activities, encoded and grouped by partition: ready to be put into a log block together with other callers', or to be committed.</summary>
public sealed class LogChunk
{
    private readonly byte[] _bytes;

    private LogChunk(byte[] bytes, LogBlockEntry[] entries, int activities)
    {
        _bytes = bytes;
        Entries = entries;
        Activities = activities;
    }

    /// <summary>How many bytes its frames take in a block.</summary>
    public int Length => _bytes.Length;

    /// <summary>How many activities.</summary>
    public int Activities { get; }

    /// <summary>The partitions that have activities in it, ascending; the frames of each are in the caller's order.</summary>
    public IReadOnlyList<LogBlockEntry> Entries { get; }

    /// <summary>Encodes activities into chunks of about <paramref name="bytesEach"/> bytes; only a single larger activity makes a larger one.</summary>
    /// <exception cref="ArgumentException">An activity breaks the limits of the format.</exception>
    public static IReadOnlyList<LogChunk> Encode(IReadOnlyList<Activity> activities, int partitions, int bytesEach) =>
        ActivityFrames.Of(activities, bytesEach).Group(partitions);

    /// <summary>Groups frames by partition.</summary>
    /// <param name="bytes">Bytes that end with the frames, one after the other.</param>
    /// <param name="list">The hash of each frame's contact, and where the frame starts.</param>
    /// <param name="partitions">How many partitions the store has.</param>
    internal static LogChunk Group(ReadOnlySpan<byte> bytes, ReadOnlySpan<(ulong Hash, int Start)> list, int partitions)
    {
        var lengths = new int[partitions];
        var counts = new int[partitions];
        for (var i = 0; i < list.Length; i++)
        {
            var partition = PartitionMap.PartitionOf(list[i].Hash, partitions);
            lengths[partition] += EndOf(list, i, bytes.Length) - list[i].Start;
            counts[partition]++;
        }

        var entries = EntriesOf(counts, lengths);
        var positions = new int[partitions];
        foreach (var entry in entries)
            positions[entry.Partition] = entry.Offset;
        var grouped = GC.AllocateUninitializedArray<byte>(bytes.Length - list[0].Start);
        for (var i = 0; i < list.Length; i++)
        {
            var frame = bytes[list[i].Start..EndOf(list, i, bytes.Length)];
            ref var position = ref positions[PartitionMap.PartitionOf(list[i].Hash, partitions)];
            frame.CopyTo(grouped.AsSpan(position));
            position += frame.Length;
        }

        return new LogChunk(grouped, entries, list.Length);
    }

    internal ReadOnlySpan<byte> BytesOf(LogBlockEntry entry) => _bytes.AsSpan(entry.Offset, entry.Length);

    /// <summary>The frames of one of its entries.</summary>
    public FrameSlice SliceOf(LogBlockEntry entry) => new(_bytes, entry, BlobPart.Of("memory", "frames"));

    private static int EndOf(ReadOnlySpan<(ulong Hash, int Start)> frames, int index, int end) => index + 1 < frames.Length ? frames[index + 1].Start : end;

    private static LogBlockEntry[] EntriesOf(int[] counts, int[] lengths)
    {
        var entries = new List<LogBlockEntry>(counts.Length);
        var offset = 0;
        for (var partition = 0; partition < counts.Length; partition++)
        {
            if (counts[partition] > 0)
                entries.Add(new LogBlockEntry(partition, counts[partition], offset, lengths[partition]));
            offset += lengths[partition];
        }

        return [.. entries];
    }
}
