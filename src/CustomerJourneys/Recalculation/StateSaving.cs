using System.Buffers;
using CustomerJourneys.Results;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// Collects the states of all journeys of a run in one partition, and writes them as one blob: with one request as a rule. What is more goes to the store in
/// pieces meanwhile, so that memory stays bounded however many journeys there are.
/// </summary>
internal sealed class StateSaving(IStageStateStore states, string recalculationId, int partition, CancellationToken cancellation) : IAsyncDisposable
{
    /// <summary>How long a piece is, or longer by the states of one journey. Two are in memory at most.</summary>
    internal const int PieceLength = 8 * 1024 * 1024;

    private readonly List<(string JourneyId, ReadOnlyMemory<byte> Head, int BodyLength)> _journeys = [];
    private byte[] _piece = [];
    private int _length;
    private int _pieces;
    private Task _staging = Task.CompletedTask;

    /// <summary>Takes the states of the next journey, and gives their memory back.</summary>
    public async Task AddAsync(string journeyId, EncodedStates encoded)
    {
        using (encoded)
        {
            if (_length > 0 && _length + encoded.Body.Length > PieceLength)
                await StageAsync();
            Reserve(encoded.Body.Length);
            encoded.Body.Span.CopyTo(_piece.AsSpan(_length));
            _length += encoded.Body.Length;
            _journeys.Add((journeyId, encoded.Head, encoded.Body.Length));
        }
    }

    /// <summary>Writes what is left: only now anything is seen.</summary>
    public async Task FinishAsync()
    {
        await _staging;
        await states.SaveAsync(recalculationId, partition, PartitionStatesBlob.Front(_journeys), _pieces, _piece.AsMemory(0, _length), cancellation);
    }

    /// <summary>Waits for what is under way; what fails now is not the first failure.</summary>
    public async ValueTask DisposeAsync()
    {
        await _staging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Return(_piece);
    }

    private async Task StageAsync()
    {
        await _staging;
        _staging = StageAsync(_pieces++, _piece, _length);
        (_piece, _length) = ([], 0);
    }

    private async Task StageAsync(int number, byte[] piece, int length)
    {
        try
        {
            await states.StageAsync(recalculationId, partition, number, piece.AsMemory(0, length), cancellation);
        }
        finally
        {
            Return(piece);
        }
    }

    private void Reserve(int more)
    {
        if (_piece.Length - _length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + more), 2 * _length));
        _piece.AsSpan(0, _length).CopyTo(larger);
        Return(_piece);
        _piece = larger;
    }

    private static void Return(byte[] piece)
    {
        if (piece.Length > 0)
            ArrayPool<byte>.Shared.Return(piece);
    }
}
