namespace CustomerJourneys.Recalculation;

/// <summary>
/// Tells the process that starts runs that one may start now. A hint only: the run is in <see cref="IRecalculationStore"/>, the timer
/// finds it there too, and a hint that is lost, late or doubled changes nothing but how soon the run starts.
/// </summary>
public interface IRecalculationQueue
{
    /// <summary>Hints that a pending run may start.</summary>
    /// <param name="recalculationId">Which run.</param>
    /// <param name="cancellation">Stops sending.</param>
    Task HintAsync(string recalculationId, CancellationToken cancellation);
}
