using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// What a partition consists of. Replacing it, with If-Match, is the commit: before that nothing of a commit exists, after it all does.
/// </summary>
/// <param name="SchemaVersion">The version of this form.</param>
/// <param name="Partition">Which partition.</param>
/// <param name="Epoch">How many commits it has seen.</param>
/// <param name="Contacts">Distinct contacts: their numbers are 0 to this less 1.</param>
/// <param name="Activities">Activities in all segments.</param>
/// <param name="Segments">The segments, the oldest first.</param>
/// <param name="ContactNumbers">The stretches of the contact dictionary, in their order.</param>
/// <param name="Folded">Of each log blob, up to where it is folded here.</param>
/// <param name="Replaced">Blobs that were merged into others, and when, in milliseconds since 1970.</param>
/// <param name="Changes">Which contacts the last commits changed, the oldest first.</param>
/// <param name="ChangesSince">The commit after which every change is in <paramref name="Changes"/>; of those up to it nothing is known any more.</param>
/// <param name="Removed">Which contacts are merged or erased, if any: their numbers stand for nobody.</param>
internal sealed record PartitionManifest(
    int SchemaVersion,
    int Partition,
    long Epoch,
    int Contacts,
    long Activities,
    IReadOnlyList<ManifestSegment> Segments,
    IReadOnlyList<ManifestContacts> ContactNumbers,
    IReadOnlyDictionary<string, long> Folded,
    IReadOnlyDictionary<string, long> Replaced,
    IReadOnlyList<ManifestChanges> Changes,
    long ChangesSince,
    ManifestRemoved? Removed = null)
{
    public const int CurrentVersion = 2;

    private static readonly Dictionary<string, long> Nothing = [];

    public static PartitionManifest Empty(int partition) =>
        new(CurrentVersion, partition, 0, 0, 0, [], [], Nothing, Nothing, [], 0);

    /// <summary>The names of the blobs that a reader of this manifest needs.</summary>
    [JsonIgnore]
    public IEnumerable<string> BlobNames =>
        [.. Segments.Select(segment => segment.Name), .. ContactNumbers.Select(contacts => contacts.Name), .. Changes.Select(changes => changes.Name),
            .. Removed is null ? [] : new[] { Removed.Name }];

    /// <summary>Up to where a log blob is folded.</summary>
    public long FoldedOf(string log) => Folded.GetValueOrDefault(log);

    /// <summary>What a reader needs of it, without the log.</summary>
    public string ToPin() => ToJson(this with { Folded = Nothing, Replaced = Nothing });

    public static string ToJson(PartitionManifest manifest) => JsonSerializer.Serialize(manifest, ActivityJson.Default.PartitionManifest);

    /// <exception cref="CorruptBlobException">It is no manifest of a known version and this partition, or contradicts itself.</exception>
    public static PartitionManifest Parse(int partition, ReadOnlySpan<byte> json) => ManifestReading.Parse(partition, json);
}
