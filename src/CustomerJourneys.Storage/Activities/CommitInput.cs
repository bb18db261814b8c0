using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Storage.Activities;

/// <summary>What is to be committed to one partition; asked again with the newer manifest when a commit lost its race.</summary>
internal interface ICommitInput
{
    /// <summary>The activities that the manifest has not passed, in log order.</summary>
    ValueTask<IReadOnlyList<FrameSlice>> ReadBeyondAsync(PartitionManifest manifest, CancellationToken cancellation);

    /// <summary>Whether the manifest is worth rewriting without new activities.</summary>
    bool IsBehind(PartitionManifest manifest);

    /// <summary>The manifest with the log positions after this input.</summary>
    PartitionManifest Advance(PartitionManifest manifest);
}

/// <summary>Activities that come past the log.</summary>
internal sealed class ImportInput(IReadOnlyList<FrameSlice> activities) : ICommitInput
{
    public ValueTask<IReadOnlyList<FrameSlice>> ReadBeyondAsync(PartitionManifest manifest, CancellationToken cancellation) => new(activities);

    public bool IsBehind(PartitionManifest manifest) => false;

    public PartitionManifest Advance(PartitionManifest manifest) => manifest;
}

/// <summary>A portion of the log.</summary>
/// <param name="slices">What it holds for the partition, in log order.</param>
/// <param name="reached">Up to where each log blob was read for this portion.</param>
/// <param name="gone">Log blobs that no longer exist: names never return.</param>
/// <param name="maxLag">From how many bytes on a manifest is behind.</param>
internal sealed class LogInput(
    IReadOnlyList<LogSlice> slices, IReadOnlyDictionary<string, long> reached, IReadOnlySet<string> gone, long maxLag) : ICommitInput
{
    public ValueTask<IReadOnlyList<FrameSlice>> ReadBeyondAsync(PartitionManifest manifest, CancellationToken cancellation) =>
        new([.. slices.Where(slice => slice.BlockOffset >= manifest.FoldedOf(slice.Blob)).Select(slice => slice.Frames)]);

    public bool IsBehind(PartitionManifest manifest) => reached.Any(log => log.Value - manifest.FoldedOf(log.Key) > maxLag);

    public PartitionManifest Advance(PartitionManifest manifest)
    {
        var folded = manifest.Folded.Where(log => !gone.Contains(log.Key)).ToDictionary();
        foreach (var (log, position) in reached)
            folded[log] = Math.Max(position, manifest.FoldedOf(log));
        return manifest with { Folded = folded };
    }
}
