namespace CustomerJourneys.Imports.Files;

/// <summary>A stream, which it does not own, with some bytes behind its end.</summary>
internal sealed class FollowedStream(Stream source, ReadOnlyMemory<byte> end) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _end = end;

    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer);
        return read > 0 ? read : ReadEnd(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        return read > 0 ? read : ReadEnd(buffer.Span);
    }

    private int ReadEnd(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end.Length);
        _end.Span[..count].CopyTo(buffer);
        _end = _end[count..];
        return count;
    }
}
