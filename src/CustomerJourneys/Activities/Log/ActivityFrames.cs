using System.Runtime.InteropServices;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Log;

/// <summary>
/// Activities on their way into the store, encoded as the log holds them, in blocks of bounded size: some 60 bytes an activity in place of
/// an object with a dozen texts. They keep their order within a contact. Not for several threads.
/// </summary>
public sealed class ActivityFrames
{
    /// <summary>The bytes of a block that shares a physical append with other callers' blocks.</summary>
    public const int SharedBlock = 256 * 1024;

    private readonly Queue<Block> _full = [];
    private readonly int _bytesEach;
    private bool _isTaken;
    private ByteWriter _bytes;
    private List<(ulong Hash, int Start)> _frames = [];

    /// <summary>Creates an empty collection.</summary>
    /// <param name="bytesEach">About how many bytes a block has; only a single larger activity makes a larger one.</param>
    /// <param name="firstBytes">How many bytes are expected.</param>
    public ActivityFrames(int bytesEach, int firstBytes)
    {
        _bytesEach = bytesEach;
        _bytes = new ByteWriter(Math.Min(bytesEach, firstBytes));
    }

    /// <summary>How many activities.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they take.</summary>
    public long Bytes { get; private set; }

    /// <summary>Encodes activities.</summary>
    /// <exception cref="ArgumentException">An activity breaks the limits of the format.</exception>
    public static ActivityFrames Of(IReadOnlyCollection<Activity> activities, int bytesEach = SharedBlock)
    {
        var frames = new ActivityFrames(bytesEach, activities.Count * 128);
        foreach (var activity in activities)
            frames.Add(activity);
        return frames;
    }

    /// <summary>Adds an activity.</summary>
    /// <exception cref="ArgumentException">It breaks the limits of the format.</exception>
    public void Add(Activity activity)
    {
        var start = _bytes.Length;
        ActivityFrame.Write(_bytes, activity);
        Added(PartitionMap.Hash(activity.ContactId), start);
    }

    /// <summary>Takes the activities out as objects: for tests, and for stores in memory.</summary>
    public IReadOnlyList<Activity> Decode()
    {
        var activities = new List<Activity>(Count);
        foreach (var chunk in Group(partitions: 1))
        {
            foreach (var entry in chunk.Entries)
                chunk.SliceOf(entry).Decode(activities);
        }

        return activities;
    }

    /// <summary>Adds a draft that was checked and has an id.</summary>
    internal void Add(ActivityDraft draft)
    {
        var start = _bytes.Length;
        ActivityFrame.Write(_bytes, draft);
        Added(PartitionMap.Hash(draft[ActivityPart.ContactId]), start);
    }

    /// <summary>Takes the activities out, grouped by partition, block by block: once, since a block is let go as soon as it is grouped.</summary>
    /// <param name="partitions">How many partitions the store has.</param>
    /// <param name="maxBytes">About how many bytes a chunk may have, where that is less than a block.</param>
    public IReadOnlyList<LogChunk> Group(int partitions, int maxBytes = int.MaxValue)
    {
        Cut();
        if (_isTaken)
            throw new InvalidOperationException("The activities were taken out before.");
        _isTaken = true;
        var chunks = new List<LogChunk>(_full.Count);
        while (_full.TryDequeue(out var block))
        {
            var (bytes, frames) = block;
            var first = 0;
            for (var next = 1; next <= frames.Count; next++)
            {
                var end = next == frames.Count ? bytes.Length : frames[next].Start;
                if (next < frames.Count && end - frames[first].Start < maxBytes)
                    continue;
                chunks.Add(LogChunk.Group(bytes.Written[..end], CollectionsMarshal.AsSpan(frames)[first..next], partitions));
                first = next;
            }
        }

        return chunks;
    }

    private void Added(ulong hash, int start)
    {
        _frames.Add((hash, start));
        Bytes += _bytes.Length - start;
        Count++;
        if (_bytes.Length >= _bytesEach)
            Cut();
    }

    private void Cut()
    {
        if (_frames.Count == 0)
            return;
        _full.Enqueue(new Block(_bytes, _frames));
        _bytes = new ByteWriter(Count > _frames.Count ? _bytesEach + (_bytesEach / 16) : _bytesEach / 4);
        _frames = new List<(ulong, int)>(_frames.Count);
    }

    private readonly record struct Block(ByteWriter Bytes, List<(ulong Hash, int Start)> Frames);
}
