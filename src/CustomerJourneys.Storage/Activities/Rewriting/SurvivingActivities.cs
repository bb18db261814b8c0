using CustomerJourneys.Activities;
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

    /// <summary>Sorts activities under a manifest.</summary>
    public async Task<SortedActivities> SortAsync(PartitionManifest manifest, IReadOnlyList<Activity> activities, CancellationToken cancellation)
    {
        var oldest = OldestKept;
        if (activities.Count == 0 || (manifest.Removed is null && oldest == long.MinValue))
            return new SortedActivities(activities, [], 0);
        var gone = await removed.ReadAsync(manifest, cancellation);
        var fates = new Dictionary<string, RemovedContact?>(StringComparer.Ordinal);
        var (kept, moved, dropped) = (new List<Activity>(activities.Count), new List<Activity>(), 0);
        foreach (var activity in activities)
        {
            if (!fates.TryGetValue(activity.ContactId, out var fate))
                fates.Add(activity.ContactId, fate = gone.Find(activity.ContactId, options.ErasureKey));
            if (fate is ErasedContact || activity.OccurredAt < oldest)
                dropped++;
            else if (fate is MergedContact merged)
                moved.Add(activity with { ContactId = merged.Survivor });
            else
                kept.Add(activity);
        }
        return new SortedActivities(kept, moved, dropped);
    }
}

/// <summary>What a partition stores itself, what goes to the contacts that others were merged into, and how many fall.</summary>
internal sealed record SortedActivities(IReadOnlyList<Activity> Kept, IReadOnlyList<Activity> Moved, int Dropped);
