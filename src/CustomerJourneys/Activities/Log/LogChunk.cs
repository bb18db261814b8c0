using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Log;

/// <summary>Some activities of one caller, encoded and ready to be put into a log block together with other callers'.</summary>
public sealed class LogChunk
{
    private LogChunk(byte[] bytes, LogFrame[] frames)
    {
        Bytes = bytes;
        Frames = frames;
    }

    /// <summary>How many bytes its frames take in a block.</summary>
    public int Length => Bytes.Length;

    /// <summary>How many activities.</summary>
    public int Activities => Frames.Length;

    internal byte[] Bytes { get; }

    /// <summary>The frames by partition, and in the caller's order within one.</summary>
    internal LogFrame[] Frames { get; }

    /// <summary>Encodes activities into chunks of about <paramref name="bytesEach"/> bytes; only a single larger activity makes a larger one.</summary>
    /// <exception cref="ArgumentException">An activity breaks the limits of the format.</exception>
    public static IReadOnlyList<LogChunk> Encode(IReadOnlyList<Activity> activities, int partitions, int bytesEach)
    {
        var chunks = new List<LogChunk>(1);
        var bytes = new ByteWriter(Math.Min(bytesEach, activities.Count * 128));
        var frames = new List<LogFrame>(activities.Count);
        foreach (var activity in activities)
        {
            var start = bytes.Length;
            ActivityFrame.Write(bytes, activity);
            frames.Add(new LogFrame(PartitionMap.PartitionOf(activity.ContactId, partitions), start, bytes.Length - start));
            if (bytes.Length >= bytesEach)
                Cut(chunks, bytes, frames);
        }
        if (frames.Count > 0)
            Cut(chunks, bytes, frames);
        return chunks;
    }

    private static void Cut(List<LogChunk> chunks, ByteWriter bytes, List<LogFrame> frames)
    {
        var sorted = frames.ToArray();
        Array.Sort(sorted, (a, b) => a.Partition != b.Partition ? a.Partition.CompareTo(b.Partition) : a.Start.CompareTo(b.Start));
        chunks.Add(new LogChunk(bytes.ToArray(), sorted));
        bytes.Clear();
        frames.Clear();
    }
}

/// <summary>Where an encoded activity lies in its chunk.</summary>
internal readonly record struct LogFrame(int Partition, int Start, int Length);
