namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// Which changes a manifest goes on naming. Old ones are merged, the oldest first, since hardly anybody asks for them one by one; and they
/// are dropped once they name so many contacts that evaluating all of them costs no more.
/// </summary>
internal static class ChangesPolicy
{
    /// <summary>How many blobs of changes a manifest names at most; so many are read at most to know what changed.</summary>
    public const int MaxBlobs = 16;

    private const int Merged = MaxBlobs / 2;
    private const int AlwaysKept = 4096;

    /// <summary>How many of the oldest to drop.</summary>
    /// <param name="changes">What is named, the oldest first.</param>
    /// <param name="contacts">How many contacts the partition has.</param>
    public static int Dropped(IReadOnlyList<ManifestChanges> changes, int contacts)
    {
        var room = Math.Max(AlwaysKept, contacts);
        var kept = changes.Count;
        while (kept > 0 && (room -= changes[kept - 1].Contacts) >= 0)
            kept--;
        return kept;
    }

    /// <summary>How many of the oldest to merge into one; 0 for none.</summary>
    public static int Oldest(IReadOnlyList<ManifestChanges> changes) => changes.Count > MaxBlobs ? Merged + 1 : 0;
}
