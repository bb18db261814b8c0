using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Activities;

/// <summary>The durable log that new activities are appended to before they are folded into segments.</summary>
public interface IActivityLog
{
    /// <summary>
    /// Appends activities and returns once all of them are durable. Concurrent calls share one physical append.
    /// If the call fails, it is unknown whether they were stored: the caller may send the same ids again, repeats are dropped.
    /// </summary>
    /// <param name="activities">Valid activities with ids; not to be added to afterwards.</param>
    /// <param name="cancellation">Stops waiting; what was handed over may still become durable.</param>
    Task AppendAsync(ActivityFrames activities, CancellationToken cancellation);

    /// <summary>Waits until everything handed over is durable; called at shutdown. Further appends are refused from then on.</summary>
    Task FlushAsync(CancellationToken cancellation);
}
