using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities.Rewriting;

/// <summary>Marks contacts as merged or erased in their partition's manifest: from that commit on they are gone.</summary>
internal sealed class ContactMarks(
    ActivityContainer container, ManifestBlobs manifests, SegmentBlobs segments, RemovedContactBlobs removed, ActivityStorageOptions options, IdSource ids, TimeProvider time)
{
    private readonly ContactStretches _stretches = new(container, ids);
    private readonly PartitionChangeLog _changes = new(container, segments, options, ids, time);

    /// <summary>Marks a contact as merged, if the manifest is still the one that its rows were read from.</summary>
    public Task<bool> TryMarkMergedAsync(PartitionState state, StoredManifest expected, string id, string survivor, CancellationToken cancellation) =>
        UnderGateAsync(state, async () =>
        {
            var stored = await manifests.ReadAsync(state.Partition, expected, cancellation);
            if (stored.ETag != expected.ETag)
                return false;
            var contacts = await state.ContactsAsync(segments, stored.Manifest, cancellation);
            var contact = contacts.FindOrAdd(id);
            return await TryMarkAsync(stored, contacts, contact, gone => gone.WithMerged(contact, id, survivor), cancellation);
        }, cancellation);

    /// <summary>Marks a contact as erased; one that was never seen gets a number without its id.</summary>
    public async Task MarkErasedAsync(PartitionState state, string id, CancellationToken cancellation)
    {
        while (!await UnderGateAsync(state, () => TryMarkErasedAsync(state, id, cancellation), cancellation))
            cancellation.ThrowIfCancellationRequested();
    }

    private async Task<bool> TryMarkErasedAsync(PartitionState state, string id, CancellationToken cancellation)
    {
        var stored = await manifests.ReadAsync(state.Partition, null, cancellation);
        if ((await removed.ReadAsync(stored.Manifest, cancellation)).Find(id, options.ErasureKey) is ErasedContact)
            return true;
        var contacts = await state.ContactsAsync(segments, stored.Manifest, cancellation);
        var contact = contacts.FindOrAdd(id);
        if (contact == stored.Manifest.Contacts)
        {
            state.Forget();
            contacts = await state.ContactsAsync(segments, stored.Manifest, cancellation);
            contacts.FindOrAdd(ErasedIds.PlaceOf(contact));
        }
        return await TryMarkAsync(stored, contacts, contact, gone => gone.WithErased(contact, id, options.ErasureKey), cancellation);
    }

    private async Task<bool> TryMarkAsync(
        StoredManifest stored, ContactNumbers contacts, int contact, Func<RemovedContacts, RemovedContacts> mark, CancellationToken cancellation)
    {
        var manifest = stored.Manifest;
        var gone = mark(await removed.ReadAsync(manifest, cancellation));
        var (stretches, replaced) = await _stretches.WriteAsync(manifest, contacts, cancellation);
        var next = manifest with { Epoch = manifest.Epoch + 1, Contacts = contacts.Count, ContactNumbers = stretches };
        next = next with
        {
            Removed = await removed.WriteAsync(next, gone, cancellation),
            Replaced = ReplacedBlobs.Add(manifest, manifest.Removed is { } old ? [.. replaced, old.Name] : replaced, options, time),
        };
        var changed = new ChangedContacts();
        changed.AddWholly(contact);
        next = await _changes.RecordAsync(next, changed.Build(), cancellation);
        return await manifests.TryReplaceAsync(next, stored.ETag, cancellation) is not null;
    }

    /// <summary>Whatever comes of it, what was known of the partition is read anew afterwards.</summary>
    private static async Task<bool> UnderGateAsync(PartitionState state, Func<Task<bool>> work, CancellationToken cancellation)
    {
        await state.Gate.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            state.Forget();
            state.Gate.Release();
        }
    }
}

/// <summary>What stands in the contact dictionary in place of an erased id: no id has such a character, and no two numbers the same.</summary>
internal static class ErasedIds
{
    public static string PlaceOf(int contact) => FormattableString.Invariant($"!{contact}");

    public static bool IsPlace(string id) => id.StartsWith('!');
}
