using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Log;

/// <summary>Frames of one partition that lie one after the other: what a commit is made of.</summary>
public readonly struct FrameSlice
{
    private readonly byte[] _bytes;
    private readonly LogBlockEntry _entry;

    internal FrameSlice(byte[] bytes, LogBlockEntry entry, BlobPart part)
    {
        _bytes = bytes;
        _entry = entry;
        Part = part;
    }

    /// <summary>How many activities.</summary>
    public int Count => _entry.Count;

    internal BlobPart Part { get; }

    internal ReadOnlySpan<byte> Frames => _bytes.AsSpan(_entry.Offset, _entry.Length);

    /// <summary>Appends the activities as objects.</summary>
    /// <exception cref="CorruptBlobException">The frames are damaged.</exception>
    internal void Decode(List<Activity> activities)
    {
        var reader = new ByteReader(Frames, Part);
        for (var i = 0; i < Count; i++)
            activities.Add(ActivityFrame.Read(ref reader, Part));
        reader.End();
    }
}
