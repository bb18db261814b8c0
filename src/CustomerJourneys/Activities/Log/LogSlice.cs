namespace CustomerJourneys.Activities.Log;

/// <summary>What one log block holds for one partition, still encoded: a backlog waits in this form.</summary>
/// <param name="Blob">The log blob.</param>
/// <param name="BlockOffset">Where the block starts in it: a manifest that has passed this offset has folded the slice.</param>
/// <param name="Block">The block.</param>
/// <param name="Entry">The partition's part of it.</param>
public sealed record LogSlice(string Blob, long BlockOffset, LogBlock Block, LogBlockEntry Entry)
{
    /// <summary>The frames.</summary>
    public FrameSlice Frames => Block.SliceOf(Entry);

    /// <summary>Decodes slices in their order, as objects.</summary>
    /// <exception cref="Binary.CorruptBlobException">One is damaged.</exception>
    public static List<Activity> Decode(IEnumerable<LogSlice> slices)
    {
        var activities = new List<Activity>();
        foreach (var slice in slices)
            slice.Frames.Decode(activities);
        return activities;
    }
}
