using System.Buffers;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// The unread part of a stream that is in memory, in a pooled buffer that grows as the caller insists on seeing more at once.
/// </summary>
internal sealed class ByteWindow(Stream source) : IDisposable
{
    private const int FirstSize = 128 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;

    /// <summary>What is in memory and not passed yet.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>How many bytes were passed.</summary>
    public long Passed { get; private set; }

    /// <summary>Whether the stream has nothing behind <see cref="Unread"/>.</summary>
    public bool Ended { get; private set; }

    /// <summary>Passes bytes.</summary>
    public void Advance(int count)
    {
        _start += count;
        Passed += count;
    }

    /// <summary>
    /// Reads more behind <see cref="Unread"/>: at least as much again, so that looking at it anew from its start after each call
    /// costs linear time in all, however little the stream gives at once.
    /// </summary>
    public async ValueTask MoreAsync(CancellationToken cancellation)
    {
        var unread = _end - _start;
        var wanted = Math.Max(1, unread);
        if (_buffer.Length < unread + wanted)
        {
            var larger = ArrayPool<byte>.Shared.Rent(unread + wanted);
            Unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else
        {
            Unread.CopyTo(_buffer);
        }

        (_start, _end) = (0, unread);
        var read = await source.ReadAtLeastAsync(_buffer.AsMemory(unread), wanted, throwOnEndOfStream: false, cancellation);
        _end += read;
        Ended = read < wanted;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }
}
