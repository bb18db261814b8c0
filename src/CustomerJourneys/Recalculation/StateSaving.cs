using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>Writes the states of several journeys of a partition, a few at once, while more are being evaluated.</summary>
internal sealed class StateSaving(IStageStateStore states, string recalculationId, int partition, CancellationToken cancellation) : IAsyncDisposable
{
    /// <summary>How many are under way at most: each holds its bytes in memory.</summary>
    private const int AtOnce = 3;

    private readonly Queue<Task> _writing = [];

    /// <summary>Begins to write, as soon as there is room; takes the states over.</summary>
    public async Task SaveAsync(string journeyId, EncodedStates encoded)
    {
        _writing.Enqueue(WriteAsync(journeyId, encoded));
        if (_writing.Count >= AtOnce)
            await _writing.Dequeue();
    }

    /// <summary>Waits until all is written.</summary>
    public async Task FinishAsync()
    {
        while (_writing.TryDequeue(out var writing))
            await writing;
    }

    /// <summary>Waits for what is under way; what fails now is not the first failure.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var writing in _writing)
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync(string journeyId, EncodedStates encoded)
    {
        using (encoded)
            await states.SaveAsync(journeyId, recalculationId, partition, encoded.Bytes, cancellation);
    }
}
