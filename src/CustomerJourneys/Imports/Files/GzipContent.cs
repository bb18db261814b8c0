using System.IO.Compression;

namespace CustomerJourneys.Imports.Files;

/// <summary>The content of a gzip file, up to a size; what is damaged or larger ends the import.</summary>
internal sealed class GzipContent(Stream compressed, long maxBytes) : ReadOnlyStream
{
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

    private static ImportFileException Damaged(InvalidDataException damaged) =>
        new("import_gzip_invalid", "The file is not valid gzip, or it was cut off.", damaged);

    private int Count(int read)
    {
        _count += read;
        return _count <= maxBytes
            ? read
            : throw new ImportFileException("import_too_large", $"A compressed file unfolds to at most {maxBytes} bytes.");
    }
}
