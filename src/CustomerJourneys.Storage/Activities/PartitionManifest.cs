using System.Text.Json;
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
internal sealed record PartitionManifest(
    int SchemaVersion,
    int Partition,
    long Epoch,
    int Contacts,
    long Activities,
    IReadOnlyList<ManifestSegment> Segments,
    IReadOnlyList<ManifestContacts> ContactNumbers,
    IReadOnlyDictionary<string, long> Folded,
    IReadOnlyDictionary<string, long> Replaced)
{
    public const int CurrentVersion = 1;

    private static readonly Dictionary<string, long> Nothing = [];

    public static PartitionManifest Empty(int partition) =>
        new(CurrentVersion, partition, 0, 0, 0, [], [], Nothing, Nothing);

    /// <summary>The names of the blobs that a reader of this manifest needs.</summary>
    public IEnumerable<string> BlobNames =>
        Segments.Select(segment => segment.Name).Concat(ContactNumbers.Select(contacts => contacts.Name));

    /// <summary>Up to where a log blob is folded.</summary>
    public long FoldedOf(string log) => Folded.GetValueOrDefault(log);

    /// <summary>What a reader needs of it, without the log.</summary>
    public string ToPin() => ToJson(this with { Folded = Nothing, Replaced = Nothing });

    public static string ToJson(PartitionManifest manifest) => JsonSerializer.Serialize(manifest, ActivityJson.Default.PartitionManifest);

    /// <exception cref="CorruptBlobException">It is no manifest of this version and partition, or contradicts itself.</exception>
    public static PartitionManifest Parse(int partition, ReadOnlySpan<byte> json)
    {
        var name = ActivityBlobNames.Manifest(partition);
        PartitionManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, ActivityJson.Default.PartitionManifest);
        }
        catch (JsonException e)
        {
            throw new CorruptBlobException(name, "JSON", e.Message);
        }
        return manifest switch
        {
            null => throw new CorruptBlobException(name, "JSON", "it is null"),
            { SchemaVersion: not CurrentVersion } => throw new CorruptBlobException(name, "schemaVersion", $"version {manifest.SchemaVersion} is unknown here"),
            _ when manifest.Partition != partition => throw new CorruptBlobException(name, "partition", $"it is of partition {manifest.Partition}"),
            _ when manifest.Segments.Any(segment => segment.FooterOffset < 0 || segment.FooterOffset > segment.Length)
                || manifest.Segments.Sum(segment => segment.Activities) != manifest.Activities
                || manifest.ContactNumbers.Sum(contacts => (long)contacts.Count) != manifest.Contacts
                => throw new CorruptBlobException(name, "counts", "they contradict each other"),
            _ => manifest,
        };
    }
}

/// <summary>A segment of a manifest.</summary>
/// <param name="Name">The blob.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="FooterOffset">Where its footer starts.</param>
/// <param name="Activities">How many activities it holds.</param>
/// <param name="Level">0 if a commit wrote it from new activities only; else one more than the greatest level merged into it.</param>
internal sealed record ManifestSegment(string Name, long Length, long FooterOffset, long Activities, int Level);

/// <summary>A stretch of the contact dictionary of a manifest.</summary>
/// <param name="Name">The blob.</param>
/// <param name="Count">How many contacts it holds.</param>
internal sealed record ManifestContacts(string Name, int Count);
