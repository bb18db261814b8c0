using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation.Reuse;

/// <summary>What is to be done for one journey in one partition.</summary>
/// <param name="Journey">The journey's place in the plan.</param>
/// <param name="Changed">The contacts to be evaluated anew, ascending; <see langword="null"/> for all.</param>
/// <param name="Source">What the evaluation of some builds upon.</param>
internal sealed record JourneyWork(int Journey, int[]? Changed, PartitionSource? Source)
{
    /// <summary>Whether what an earlier run found is still right.</summary>
    public bool IsKept => Changed is { Length: 0 };
}

/// <summary>Decides what is to be done in a partition.</summary>
internal sealed class PartitionWork(PreparedPlan plan, int partition, IPartitionSnapshot snapshot)
{
    private readonly Dictionary<long, PartitionChanges?> _changes = [];

    /// <summary>The work for each journey of the plan.</summary>
    public async Task<IReadOnlyList<JourneyWork>> DecideAsync(CancellationToken cancellation)
    {
        var work = new JourneyWork[plan.Plan.Journeys.Count];
        for (var journey = 0; journey < work.Length; journey++)
            work[journey] = await DecideAsync(journey, cancellation);
        return work;
    }

    private async Task<JourneyWork> DecideAsync(int journey, CancellationToken cancellation)
    {
        if (plan.SourceOf(journey, partition) is not { } source)
            return new JourneyWork(journey, null, null);
        var types = plan.Compiled[journey].Types;
        if (plan.IsUnchanged(journey, partition) || await ChangesSinceAsync(source.Epoch, cancellation) is { } latest && latest.Of(types).Length == 0)
            return new JourneyWork(journey, [], source);
        // How many of the others are inexact is not known; and who was merged or erased may not be found by its id in what was stored.
        if (source.InexactContacts > 0 || await ChangesSinceAsync(source.RunEpoch, cancellation) is not { Wholly.Length: 0 } changes)
            return new JourneyWork(journey, null, null);
        var changed = changes.Of(types);
        return (long)changed.Length * EarlierResults.ChangedShare <= snapshot.Contacts
            ? new JourneyWork(journey, changed, source)
            : new JourneyWork(journey, null, null);
    }

    private async Task<PartitionChanges?> ChangesSinceAsync(long epoch, CancellationToken cancellation)
    {
        if (!_changes.TryGetValue(epoch, out var changes))
            _changes.Add(epoch, changes = await snapshot.ReadChangesAsync(epoch, cancellation));
        return changes;
    }
}
