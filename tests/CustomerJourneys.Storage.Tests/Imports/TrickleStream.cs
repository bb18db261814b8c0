namespace CustomerJourneys.Storage.Tests.Imports;

/// <summary>A source that gives a few bytes at a time, as a network does, and may fail or be cancelled on the way.</summary>
internal sealed class TrickleStream(long length, long failsAt = long.MaxValue, long cancelsAt = long.MaxValue, CancellationTokenSource? cancel = null)
    : Stream
{
    private const int MostAtOnce = 65_521;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= cancelsAt)
            await cancel!.CancelAsync();
        return Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        if (_position >= failsAt)
            throw new IOException("The source broke off.");
        var count = (int)Math.Min(Math.Min(buffer.Length, MostAtOnce), length - _position);
        buffer[..count].Fill((byte)(_position / MostAtOnce));
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
