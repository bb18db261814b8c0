namespace CustomerJourneys.Imports;

/// <summary>The limits of imports. All of them fail loudly, with a code.</summary>
public sealed record ImportOptions
{
    /// <summary>The most rejected rows that an import lists; beyond them it only counts.</summary>
    public const int MaxRejectedListed = 100;

    /// <summary>The most bytes of one row, header included, line end excluded. A longer row is rejected (<c>row_too_long</c>).</summary>
    public int MaxRowBytes { get; init; } = 1024 * 1024;

    /// <summary>The most bytes that a compressed file may unfold to (<c>import_too_large</c>).</summary>
    public long MaxDecompressedBytes { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>
    /// The most distinct rows of a file whose ids are derived (<c>import_too_many_rows</c>): each takes up to 22 bytes of memory
    /// until the import ends.
    /// </summary>
    public int MaxRowsWithoutId { get; init; } = 50_000_000;

    /// <summary>The most rows that are committed together. Large commits make few and large segments, so that little is merged later.</summary>
    public int ChunkRows { get; init; } = 2_000_000;

    /// <summary>After how many bytes of rows a commit follows; three times as many are in memory at once.</summary>
    public long ChunkBytes { get; init; } = 64L * 1024 * 1024;
}
