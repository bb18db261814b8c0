using CustomerJourneys.Activities;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Manifests that belong together, and their pins.</summary>
internal sealed class PinnedManifests
{
    private readonly IReadOnlyList<StoredManifest> _manifests;

    private PinnedManifests(IReadOnlyList<StoredManifest> manifests, IReadOnlyList<PartitionPin> pins) => (_manifests, Pins) = (manifests, pins);

    /// <summary>One pin a partition, in partition order.</summary>
    public IReadOnlyList<PartitionPin> Pins { get; }

    /// <summary>Pins manifests.</summary>
    /// <param name="manifests">One a partition, in partition order.</param>
    /// <param name="known">What was pinned before, if anything.</param>
    /// <returns><paramref name="known"/> if no manifest is another one.</returns>
    public static PinnedManifests Of(IReadOnlyList<StoredManifest> manifests, PinnedManifests? known)
    {
        if (known is not null && manifests.SequenceEqual(known._manifests, ReferenceEqualityComparer.Instance))
            return known;
        return new PinnedManifests(
            manifests,
            [.. manifests.Select((stored, i) => ReferenceEquals(stored, known?._manifests[i]) ? known.Pins[i] : PinOf(stored.Manifest))]);
    }

    private static PartitionPin PinOf(PartitionManifest manifest) =>
        new(manifest.Partition, manifest.Epoch, manifest.Contacts, manifest.Activities, manifest.ToPin()) { RemovedContacts = manifest.Removed?.Count ?? 0 };
}
