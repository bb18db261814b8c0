using System.IO.Compression;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// The content of a gzip file, up to a size; what is damaged, cut off or larger ends the import. Of a file of several members one cut off inside
/// the header of a later one (10 bytes, mostly) cannot be told from a whole one: what follows a member and is no other member is passed over.
/// </summary>
internal sealed class GzipContent(CountedStream compressed, long maxBytes) : ReadOnlyStream
{
    // A header and a trailer around nothing. The decompressor takes less for the end of the file.
    private const int SmallestFile = 20;
    private readonly GZipStream _content = new(compressed, CompressionMode.Decompress, leaveOpen: true);
    private long _count;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(_content.Read(buffer));
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(damaged);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await _content.ReadAsync(buffer, cancellationToken));
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(damaged);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }

    private static ImportFileException Damaged(Exception? damaged = null) =>
        new("import_gzip_invalid", "The file is not valid gzip, or it was cut off.", damaged);

    private int Count(int read)
    {
        if (read == 0 && compressed.Count is > 0 and < SmallestFile)
            throw Damaged();
        _count += read;
        return _count <= maxBytes
            ? read
            : throw new ImportFileException("import_too_large", $"A compressed file unfolds to at most {maxBytes} bytes.");
    }
}
