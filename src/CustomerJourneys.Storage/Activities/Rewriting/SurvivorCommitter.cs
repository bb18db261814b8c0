using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Storage.Activities.Rewriting;

/// <summary>
/// Commits to a partition what belongs there, and to the survivors' partitions what came under the ids of merged contacts. The log counts
/// as folded here only when nothing of it goes elsewhere: if this breaks off in between, it is read again, and what is stored falls as repeats.
/// </summary>
internal sealed class SurvivorCommitter(
    PartitionCommitter committer, SurvivingActivities surviving, Func<IReadOnlyList<Activity>, CancellationToken, Task<CommitCounts>> elsewhere)
{
    /// <summary>Commits what an input has for a partition.</summary>
    public async Task<CommitCounts> CommitAsync(PartitionState state, ICommitInput input, CancellationToken cancellation)
    {
        var own = new SurvivorsInput(input, surviving);
        var counts = await committer.CommitAsync(state, own, cancellation) + new CommitCounts(0, 0, own.Dropped);
        // Not under the partition's gate: two that wait for each other's would wait for ever.
        return own.Moved.Count == 0 ? counts : counts + await elsewhere(own.Moved, cancellation);
    }

    private sealed class SurvivorsInput(ICommitInput input, SurvivingActivities surviving) : ICommitInput
    {
        public IReadOnlyList<Activity> Moved { get; private set; } = [];

        public int Dropped { get; private set; }

        public async ValueTask<IReadOnlyList<FrameSlice>> ReadBeyondAsync(PartitionManifest manifest, CancellationToken cancellation)
        {
            var sorted = await surviving.SortAsync(manifest, await input.ReadBeyondAsync(manifest, cancellation), cancellation);
            (Moved, Dropped) = (sorted.Moved, sorted.Dropped);
            return sorted.Kept;
        }

        public bool IsBehind(PartitionManifest manifest) => Moved.Count == 0 && input.IsBehind(manifest);

        public PartitionManifest Advance(PartitionManifest manifest) => Moved.Count == 0 ? input.Advance(manifest) : manifest;
    }
}
