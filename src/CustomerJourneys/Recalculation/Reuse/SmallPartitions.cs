using CustomerJourneys.Activities;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation.Reuse;

/// <summary>
/// Puts partitions in which few contacts changed together, so that one durable activity looks at several: to start one for each would take longer than
/// what is to be done in them.
/// </summary>
/// <param name="activities">Tells how many contacts changed.</param>
/// <param name="plan">The plan; all of its journeys build upon earlier results.</param>
/// <param name="earlier">The results that they build upon.</param>
internal sealed class SmallPartitions(IActivityStore activities, RecalculationPlan plan, IReadOnlyList<JourneyResult> earlier)
{
    /// <summary>The most partitions of a durable activity.</summary>
    public const int MaxPartitions = 16;

    /// <summary>The most changed contacts of a durable activity with several partitions, those of all journeys added up.</summary>
    public const int MaxChanged = 8_192;

    /// <summary>How many of the partitions that are to be looked at each durable activity takes, in their order.</summary>
    public async Task<IReadOnlyList<int>> TaskSizesAsync(CancellationToken cancellation)
    {
        var (sizes, changedInTask) = (new List<int>(), (long)MaxChanged);
        foreach (var partition in plan.Evaluated!)
        {
            var changed = await CountAsync(partition, cancellation);
            if (changed is { } few && sizes.Count > 0 && sizes[^1] < MaxPartitions && changedInTask + few <= MaxChanged)
            {
                sizes[^1]++;
                changedInTask += few;
            }
            else
            {
                sizes.Add(1);
                // Nothing is put to a partition of which all contacts are evaluated.
                changedInTask = changed ?? MaxChanged + 1;
            }
        }

        return sizes;
    }

    // null where all contacts of the partition are likely to be evaluated.
    private async Task<long?> CountAsync(int partition, CancellationToken cancellation)
    {
        var snapshot = await activities.OpenAsync(plan.Pins[partition], cancellation);
        var all = 0L;
        foreach (var source in earlier.Select(result => result.Sources!.Partitions[partition]).Where(source => source.Epoch != plan.Pins[partition].Epoch))
        {
            if (source.InexactContacts > 0 || snapshot.CountChanges(source.RunEpoch) is not { } changed || (long)changed * EarlierResults.ChangedShare > snapshot.Contacts)
                return null;
            all += changed;
        }

        return all;
    }
}
