using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities;

/// <summary>What this process knows of a partition between commits. Only whoever holds the gate may touch it.</summary>
internal sealed class PartitionState(int partition)
{
    private string? _removed;

    public int Partition { get; } = partition;

    /// <summary>One commit of a partition at a time: two of one process would only lose to each other.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public StoredManifest? Stored { get; set; }

    /// <summary>The contact dictionary; it may be shorter than the manifest says, never longer.</summary>
    public ContactNumbers? Contacts { get; private set; }

    /// <summary>Forgets everything: somebody else committed, or a commit broke off and left numbers that do not exist.</summary>
    public void Forget()
    {
        Stored = null;
        Contacts = null;
    }

    public void ForgetContacts() => Contacts = null;

    /// <summary>Reads what is missing of the contact dictionary; all of it when ids were erased since, so that none of them is written again.</summary>
    public async Task<ContactNumbers> ContactsAsync(SegmentBlobs blobs, PartitionManifest manifest, CancellationToken cancellation)
    {
        var contacts = Contacts is null || _removed != manifest.Removed?.Name ? new ContactNumbers() : Contacts;
        _removed = manifest.Removed?.Name;
        // Stretches are merged now and then: unless the missing ones start where the known end, all are read.
        if (StretchAt(manifest, contacts.Count) is not { } stretch)
            (contacts, stretch) = (new ContactNumbers(), 0);
        for (; stretch < manifest.ContactNumbers.Count; stretch++)
        {
            var (name, count) = manifest.ContactNumbers[stretch];
            ContactNumbersBlob.ReadInto(contacts, name, (await blobs.WholeAsync(name, cancellation)).Span, count);
        }
        return Contacts = contacts;
    }

    private static int? StretchAt(PartitionManifest manifest, int contact)
    {
        var first = 0;
        for (var i = 0; i <= manifest.ContactNumbers.Count; i++)
        {
            if (first == contact)
                return i;
            if (i < manifest.ContactNumbers.Count)
                first += manifest.ContactNumbers[i].Count;
        }
        return null;
    }
}
