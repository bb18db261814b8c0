namespace CustomerJourneys.Recalculation;

/// <summary>Starts the orchestration of a run. Starting one that runs already changes nothing.</summary>
public interface IRecalculationStarter
{
    /// <summary>Starts a run, unless it runs.</summary>
    Task StartAsync(string recalculationId, CancellationToken cancellation);

    /// <summary>Whether the orchestration of a run is under way.</summary>
    Task<bool> IsUnderWayAsync(string recalculationId, CancellationToken cancellation);
}
