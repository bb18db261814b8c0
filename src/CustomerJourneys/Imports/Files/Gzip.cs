namespace CustomerJourneys.Imports.Files;

/// <summary>Opens what is compressed with gzip. Everything that comes in compressed passes here, since the framework's decompressor does not notice a cut.</summary>
public static class Gzip
{
    /// <summary>Opens compressed content; to be read asynchronously.</summary>
    /// <param name="compressed">The compressed bytes; not disposed of.</param>
    /// <param name="maxBytes">The most bytes that they may unfold to.</param>
    /// <returns>The content. Reading it throws an <see cref="ImportFileException"/>: <c>import_gzip_invalid</c> where it is damaged or cut off, <c>import_too_large</c> past the limit.</returns>
    public static Stream Open(Stream compressed, long maxBytes) => new GzipContent(compressed, maxBytes);
}
