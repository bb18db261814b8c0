namespace CustomerJourneys.Imports.Files;

/// <summary>
/// Reads a stream, which it does not own, one read ahead: while a part is parsed the next is fetched. A failure is told where it happened,
/// after all that was read before it.
/// </summary>
internal sealed class ReadAheadStream(Stream source) : ReadOnlyStream
{
    private const int Size = 4 * 1024 * 1024;
    private byte[] _current = [];
    private byte[] _next = [];
    private int _start;
    private int _end;
    private Task<int>? _reading;
    private bool _ended;

    /// <summary>How many bytes were handed out.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("Read asynchronously.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && !_ended)
        {
            _end = await (_reading ?? FetchAsync(cancellationToken));
            _start = 0;
            (_current, _next) = (_next, _current);
            _ended = _end == 0;
            _reading = _ended ? null : FetchAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _current.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        Count += count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        // Whoever owns the stream may dispose of it next. What became of a read that nobody waits for does not matter.
        if (_reading is not null)
            await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync();
    }

    private Task<int> FetchAsync(CancellationToken cancellation)
    {
        if (_next.Length == 0)
            _next = new byte[Size];
        return source.ReadAsync(_next, cancellation).AsTask();
    }
}
