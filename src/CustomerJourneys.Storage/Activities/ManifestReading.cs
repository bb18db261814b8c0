using System.Text.Json;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Reads a manifest's JSON strictly, of this version or an earlier one.</summary>
internal static class ManifestReading
{
    /// <exception cref="CorruptBlobException">It is no manifest of a known version and this partition, or contradicts itself.</exception>
    public static PartitionManifest Parse(int partition, ReadOnlySpan<byte> json)
    {
        var name = ActivityBlobNames.Manifest(partition);
        PartitionManifest? manifest;
        try
        {
            manifest = Deserialize(name, json);
        }
        catch (JsonException e)
        {
            throw new CorruptBlobException(name, "JSON", e.Message);
        }
        if (manifest is null)
            throw new CorruptBlobException(name, "JSON", "it is null");
        if (manifest.Partition != partition)
            throw new CorruptBlobException(name, "partition", $"it is of partition {manifest.Partition}");
        if (!IsConsistent(manifest))
            throw new CorruptBlobException(name, "counts", "they contradict each other");
        return manifest;
    }

    private static PartitionManifest? Deserialize(string name, ReadOnlySpan<byte> json)
    {
        switch (VersionOf(json))
        {
            case PartitionManifest.CurrentVersion:
                return JsonSerializer.Deserialize(json, ActivityJson.Default.PartitionManifest);
            case FirstPartitionManifest.Version:
                return JsonSerializer.Deserialize(json, ActivityJson.Default.FirstPartitionManifest)?.ToCurrent();
            case var version:
                throw new CorruptBlobException(name, "schemaVersion", $"version {version} is unknown here");
        }
    }

    private static int VersionOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("schemaVersion"u8);
            reader.Read();
            if (isVersion && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var version))
                return version;
            reader.Skip();
        }
        return 0;
    }

    private static bool IsConsistent(PartitionManifest manifest) =>
        // A null in a list is no matter of the types.
        !manifest.Segments.Contains(null!) && !manifest.ContactNumbers.Contains(null!) && !manifest.Changes.Contains(null!)
        && manifest is { Epoch: >= 0, Contacts: >= 0, Activities: >= 0, ChangesSince: >= 0 }
        && Adds(manifest.Segments.Select(segment => segment.Activities), manifest.Activities)
        && manifest.Segments.All(segment => segment.FooterOffset >= 0 && segment.FooterOffset <= segment.Length && segment.Level >= 0)
        && Adds(manifest.ContactNumbers.Select(stretch => (long)stretch.Count), manifest.Contacts)
        && manifest.Changes.All(changes => changes.Contacts >= 0)
        && Ascend([manifest.ChangesSince, .. manifest.Changes.Select(changes => changes.Epoch)])
        && (manifest.Changes.Count == 0 ? manifest.ChangesSince : manifest.Changes[^1].Epoch) <= manifest.Epoch
        && (manifest.Removed is not { } removed || (removed.Count >= 1 && removed.Count <= manifest.Contacts && removed.Pending >= 0 && removed.Pending <= removed.Count))
        && manifest.BlobNames.Distinct().Count() == manifest.BlobNames.Count();

    private static bool Adds(IEnumerable<long> parts, long total)
    {
        foreach (var part in parts)
        {
            // From above, so that no sum of damaged counts can run over.
            if (part < 0 || part > total)
                return false;
            total -= part;
        }
        return total == 0;
    }

    private static bool Ascend(IReadOnlyList<long> epochs)
    {
        for (var i = 1; i < epochs.Count; i++)
        {
            if (epochs[i] <= epochs[i - 1])
                return false;
        }
        return true;
    }
}
