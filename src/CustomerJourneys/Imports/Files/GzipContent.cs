using System.IO.Compression;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// The content of a gzip file of one or more members, up to a size; what is damaged, cut off or larger ends the import.
/// <para>
/// The decompressor takes a file that is cut off for one that ends. So a member of our own is put behind the file: only if the file ends
/// where a member ends does its content come out, last of all. What comes last is held back until that is known, since what the decompressor
/// makes of our member in the middle of another one is no content.
/// </para>
/// </summary>
internal sealed class GzipContent(Stream compressed, long maxBytes) : ReadOnlyStream
{
    // More than the few bytes of our member can unfold to.
    private const int Held = 64 * 1024;
    private const int MarkLength = 64;

    // Compresses to something else than itself, and occurs in no UTF-8.
    private static readonly byte[] Mark = [.. Enumerable.Repeat((byte)0xFF, MarkLength)];
    private static readonly byte[] MarkMember = Compress(Mark);

    private readonly GZipStream _content = new(new FollowedStream(compressed, MarkMember), CompressionMode.Decompress);
    private readonly byte[] _buffer = new byte[4 * Held];
    private int _start;
    private int _end;
    private long _count;
    private bool _ended;

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("Read asynchronously.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended && _end - _start <= Held)
            await FillAsync(cancellationToken);
        var count = Math.Min(buffer.Length, _end - _start - (_ended ? 0 : Held));
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] content)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Optimal))
            gzip.Write(content);
        return member.ToArray();
    }

    private static ImportFileException Damaged(Exception? cause = null) =>
        new("import_gzip_invalid", "The file is not valid gzip, or it was cut off.", cause);

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read;
        try
        {
            read = await _content.ReadAsync(_buffer.AsMemory(_end), cancellation);
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(damaged);
        }

        _end += read;
        _count += read;
        if (_count > maxBytes + MarkLength)
            throw new ImportFileException("import_too_large", $"A compressed file unfolds to at most {maxBytes} bytes.");
        if (read > 0)
            return;
        if (!_buffer.AsSpan(0, _end).EndsWith(Mark))
            throw Damaged();
        _end -= MarkLength;
        _ended = true;
    }
}
