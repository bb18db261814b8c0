namespace CustomerJourneys.Storage.Activities;

/// <summary>What a manifest remembers of the blobs that its commits put others in place of, so that the sweeper leaves them to their readers for a while.</summary>
internal static class ReplacedBlobs
{
    /// <summary>The replaced blobs of a manifest and those that a commit replaces now, without those that were replaced too long ago.</summary>
    public static Dictionary<string, long> Add(PartitionManifest manifest, IEnumerable<string> names, ActivityStorageOptions options, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var oldest = (now - options.ReplacedRetention).ToUnixTimeMilliseconds();
        var replaced = manifest.Replaced.Where(blob => blob.Value >= oldest).ToDictionary();
        foreach (var name in names)
            replaced[name] = now.ToUnixTimeMilliseconds();
        return replaced;
    }
}
