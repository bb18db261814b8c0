using System.Globalization;
using CustomerJourneys.Imports;

namespace CustomerJourneys.Testing.Imports;

/// <summary>Imports and their files in memory. For several threads.</summary>
public sealed class MemoryImportStore : IImportStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (byte[] Content, int Version)> _files = [];
    private readonly Dictionary<string, ActivityImport> _imports = [];
    private readonly List<ActivityImport> _saved = [];
    private int _versions;

    /// <summary>Called before each save of a row; what it throws makes the save fail.</summary>
    public Func<ActivityImport, Task>? BeforeSave { get; set; }

    /// <summary>Wraps each file's content when it is opened.</summary>
    public Func<Stream, Stream>? Content { get; set; }

    /// <summary>Every row that was saved, in order.</summary>
    public IReadOnlyList<ActivityImport> Saved
    {
        get
        {
            lock (_gate)
                return [.. _saved];
        }
    }

    /// <summary>The names of the files.</summary>
    public IReadOnlyList<string> Files
    {
        get
        {
            lock (_gate)
                return [.. _files.Keys];
        }
    }

    /// <inheritdoc/>
    public async Task SaveFileAsync(string name, Stream content, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        lock (_gate)
            _files[name] = (bytes.ToArray(), ++_versions);
    }

    /// <inheritdoc/>
    public Task<ImportFile?> OpenFileAsync(string name, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_files.TryGetValue(name, out var file))
                return Task.FromResult<ImportFile?>(null);
            Stream content = new MemoryStream(file.Content, writable: false);
            return Task.FromResult<ImportFile?>(
                new ImportFile(Content?.Invoke(content) ?? content, file.Content.Length, file.Version.ToString(CultureInfo.InvariantCulture)));
        }
    }

    /// <inheritdoc/>
    public Task DeleteFileAsync(string name, CancellationToken cancellation)
    {
        lock (_gate)
            _files.Remove(name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task SaveAsync(ActivityImport import, CancellationToken cancellation)
    {
        if (BeforeSave is not null)
            await BeforeSave(import);
        lock (_gate)
        {
            _imports[import.Id] = import;
            _saved.Add(import);
        }
    }

    /// <inheritdoc/>
    public Task<ActivityImport?> FindAsync(string importId, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_imports.GetValueOrDefault(importId));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ActivityImport>> ListRunningAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<ActivityImport>>([.. _imports.Values.Where(import => import.Status == ImportStatus.Running)]);
    }

    /// <inheritdoc/>
    public Task<int> DeleteFinishedBeforeAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var old = _imports.Values.Where(import => import.Status != ImportStatus.Running && import.FinishedAt < time).ToList();
            foreach (var import in old)
                _imports.Remove(import.Id);
            return Task.FromResult(old.Count);
        }
    }
}
