using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Activities;

/// <summary>The ways in for few activities that are at hand as objects.</summary>
public static class ActivityObjects
{
    /// <summary>Appends activities; see <see cref="IActivityLog.AppendAsync"/>.</summary>
    public static Task AppendAsync(this IActivityLog log, IReadOnlyList<Activity> activities, CancellationToken cancellation) =>
        log.AppendAsync(ActivityFrames.Of(activities), cancellation);

    /// <summary>Commits activities; see <see cref="IActivityStore.CommitAsync"/>.</summary>
    public static Task<CommitCounts> CommitAsync(this IActivityStore store, IReadOnlyList<Activity> activities, CancellationToken cancellation) =>
        store.CommitAsync(ActivityFrames.Of(activities), cancellation);
}
