namespace CustomerJourneys.Storage.Activities;

/// <summary>The first version of a manifest, which knew nothing of changes, and named its blobs twice. It is read, and replaced by the current one with the next commit.</summary>
internal sealed record FirstPartitionManifest(
    int SchemaVersion,
    int Partition,
    long Epoch,
    int Contacts,
    long Activities,
    IReadOnlyList<ManifestSegment> Segments,
    IReadOnlyList<ManifestContacts> ContactNumbers,
    IReadOnlyDictionary<string, long> Folded,
    IReadOnlyDictionary<string, long> Replaced,
    IReadOnlyList<string>? BlobNames = null)
{
    public const int Version = 1;

    /// <summary>The same in the current version: of what changed up to it nothing is known.</summary>
    public PartitionManifest ToCurrent() => new(
        PartitionManifest.CurrentVersion, Partition, Epoch, Contacts, Activities, Segments, ContactNumbers, Folded, Replaced, [], Epoch);
}
