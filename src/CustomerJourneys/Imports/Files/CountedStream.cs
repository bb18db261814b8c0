namespace CustomerJourneys.Imports.Files;

/// <summary>Counts what is read from a stream, which it does not own.</summary>
internal sealed class CountedStream(Stream source) : ReadOnlyStream
{
    /// <summary>How many bytes were read.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer);
        Count += read;
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        Count += read;
        return read;
    }
}
