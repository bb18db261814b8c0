using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Writes the contact dictionary of a partition, in stretches.</summary>
internal sealed class ContactStretches(ActivityContainer container, IdSource ids)
{
    private const int MaxStretches = 8;

    /// <summary>Writes the new contacts, together with the last stretches that are no longer than what is written so far, so that there are few.</summary>
    /// <returns>The stretches that the manifest is to name, and the names of those that it no longer does.</returns>
    public async Task<(IReadOnlyList<ManifestContacts> Stretches, IReadOnlyList<string> Replaced)> WriteAsync(
        PartitionManifest manifest, ContactNumbers contacts, CancellationToken cancellation)
    {
        var added = contacts.Count - manifest.Contacts;
        if (added == 0)
            return (manifest.ContactNumbers, []);
        var kept = manifest.ContactNumbers.Count;
        while (kept > 0 && (manifest.ContactNumbers[kept - 1].Count <= added || kept >= MaxStretches))
            added += manifest.ContactNumbers[--kept].Count;
        return await WriteFromAsync(manifest, contacts, kept, cancellation);
    }

    /// <summary>Writes all contacts anew, as one stretch.</summary>
    public Task<(IReadOnlyList<ManifestContacts> Stretches, IReadOnlyList<string> Replaced)> RewriteAsync(
        PartitionManifest manifest, ContactNumbers contacts, CancellationToken cancellation) => WriteFromAsync(manifest, contacts, 0, cancellation);

    private async Task<(IReadOnlyList<ManifestContacts> Stretches, IReadOnlyList<string> Replaced)> WriteFromAsync(
        PartitionManifest manifest, ContactNumbers contacts, int kept, CancellationToken cancellation)
    {
        var first = manifest.ContactNumbers.Take(kept).Sum(stretch => stretch.Count);
        var stretch = new ManifestContacts(ActivityBlobNames.ContactNumbers(manifest.Partition, first, ids.NewId()), contacts.Count - first);
        await container.PutAsync(stretch.Name, ContactNumbersBlob.Write(contacts, first), cancellation);
        return ([.. manifest.ContactNumbers.Take(kept), stretch], [.. manifest.ContactNumbers.Skip(kept).Select(old => old.Name)]);
    }
}
