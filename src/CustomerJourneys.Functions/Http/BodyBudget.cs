using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;

namespace CustomerJourneys.Functions.Http;

/// <summary>
/// Lets bodies of so many bytes in all be in memory at once. Further requests wait in the order in which they came, before their bodies are
/// read, so that a flood fills the senders' buffers and not this process; who waits too long is told to come back.
/// </summary>
/// <param name="time">Measures the wait.</param>
public sealed class BodyBudget(TimeProvider time)
{
    /// <summary>The bytes of all bodies that may be in memory, as they unfold.</summary>
    public const long MaxBytes = 128 * 1024 * 1024;

    /// <summary>JSON of activities packs to about a tenth; a batch that packs better is small all the same, or takes its turn alone.</summary>
    private const long GzipFactor = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _queue = new();
    private long _free = MaxBytes;

    /// <summary>Waits until there is room for a request's body.</summary>
    /// <param name="request">The request; its body is not read yet.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Gives the room back when disposed of.</returns>
    /// <exception cref="ProblemException"><c>too_busy</c>: there was no room for ten seconds.</exception>
    public async Task<IDisposable> TakeAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        var bytes = Math.Min(maxBytes, (request.ContentLength ?? maxBytes) * (RequestBody.IsGzip(request) ? GzipFactor : 1));
        var waiting = Enter(bytes);
        try
        {
            await waiting.Turn.Task.WaitAsync(Patience, time, cancellation);
            return waiting;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Leave(waiting);
            if (e is TimeoutException)
                throw new ProblemException(ProblemKind.Unavailable, "too_busy", "More is being sent than can be stored at present. Please send this again in a few seconds.");
            throw;
        }
    }

    private Waiting Enter(long bytes)
    {
        lock (_lock)
        {
            var waiting = new Waiting(this, bytes);
            _queue.AddLast(waiting);
            LetIn();
            return waiting;
        }
    }

    // Gives up the place in the queue, or the room if the turn has come meanwhile.
    private void Leave(Waiting waiting)
    {
        lock (_lock)
        {
            if (waiting.HasLeft)
                return;
            waiting.HasLeft = true;
            if (!_queue.Remove(waiting))
                _free += waiting.Bytes;
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_queue.First is { } first && first.Value.Bytes <= _free)
        {
            _free -= first.Value.Bytes;
            _queue.RemoveFirst();
            first.Value.Turn.SetResult();
        }
    }

    private sealed class Waiting(BodyBudget budget, long bytes) : IDisposable
    {
        public long Bytes { get; } = bytes;

        public bool HasLeft { get; set; }

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => budget.Leave(this);
    }
}
