namespace CustomerJourneys.Imports;

/// <summary>Keeps imports and their files.</summary>
public interface IImportStore
{
    /// <summary>Stores a file as it comes, in bounded memory. It becomes visible as a whole or not at all.</summary>
    /// <param name="name">The name in the imports container: up to 1,024 characters, without control characters, empty segments and segments of dots.</param>
    /// <param name="content">The content; read to its end.</param>
    /// <param name="cancellation">Stops storing; nothing is visible then.</param>
    Task SaveFileAsync(string name, Stream content, CancellationToken cancellation);

    /// <summary>Opens a file for reading from its beginning to its end, in bounded memory; <see langword="null"/> when there is none, or can be none of this name.</summary>
    Task<ImportFile?> OpenFileAsync(string name, CancellationToken cancellation);

    /// <summary>Deletes a file, if it is there.</summary>
    Task DeleteFileAsync(string name, CancellationToken cancellation);

    /// <summary>Adds or replaces the row of an import. The last writer wins.</summary>
    Task SaveAsync(ActivityImport import, CancellationToken cancellation);

    /// <summary>The import, or <see langword="null"/>.</summary>
    Task<ActivityImport?> FindAsync(string importId, CancellationToken cancellation);

    /// <summary>All imports that have not ended.</summary>
    Task<IReadOnlyList<ActivityImport>> ListRunningAsync(CancellationToken cancellation);

    /// <summary>Deletes the rows of imports that ended before a time.</summary>
    /// <returns>How many were deleted.</returns>
    Task<int> DeleteFinishedBeforeAsync(DateTimeOffset time, CancellationToken cancellation);
}

/// <summary>An open file.</summary>
/// <param name="Content">The content; the caller disposes of it.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Version">Differs whenever the file was replaced in between.</param>
public sealed record ImportFile(Stream Content, long Length, string Version);
