using CustomerJourneys.Activities.Log;
using CustomerJourneys.Activities.Rewriting;

namespace CustomerJourneys.Storage.Activities.Rewriting;

/// <summary>
/// Sorts out the activities that a commit may not store as they are: of erased contacts and older than activities are kept (they fall, and
/// are counted), and of contacts that were merged (they go to the survivor, whose partition may be another).
/// </summary>
internal sealed class SurvivingActivities(RemovedContactBlobs removed, ActivityStorageOptions options, TimeProvider time)
{
    /// <summary>Activities before this time are not kept; a whole day, so that segments are rewritten once a day at most.</summary>
    public long OldestKept => options.MaxActivityAge is not { } age
        ? long.MinValue
        : new DateTimeOffset((time.GetUtcNow() - age).UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Sorts activities under a manifest; those that move have the id of the contact that they are of now.</summary>
    public async Task<SortedFrames> SortAsync(PartitionManifest manifest, IReadOnlyList<FrameSlice> activities, CancellationToken cancellation)
    {
        var oldest = OldestKept;
        if (activities.Count == 0 || (manifest.Removed is null && oldest == long.MinValue))
            return new SortedFrames(activities, [], 0);
        var gone = await removed.ReadAsync(manifest, cancellation);
        var sorted = SortedFrames.Sort(activities, oldest, contactId => gone.Find(contactId, options.ErasureKey) switch
        {
            null => ContactFate.Kept,
            MergedContact => ContactFate.Moved,
            _ => ContactFate.Dropped,
        });
        return sorted with { Moved = [.. sorted.Moved.Select(activity => activity with { ContactId = SurvivorOf(gone, activity.ContactId) })] };
    }

    private string SurvivorOf(RemovedContacts gone, string contactId) => ((MergedContact)gone.Find(contactId, options.ErasureKey)!).Survivor;
}
