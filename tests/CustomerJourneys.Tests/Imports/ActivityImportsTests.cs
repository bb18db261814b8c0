using CustomerJourneys.Imports;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Tests.Imports;

public sealed class ActivityImportsTests
{
    private readonly ImportStory _story = new();
    private readonly ImportMapping _mapping = FileRows.Mapping(ImportStory.Columns);

    [Fact]
    public async Task StartFromBodyAsync_KeepsTheFileAndTheRow()
    {
        var import = await _story.Requests.StartFromBodyAsync(_mapping, new MemoryStream(new byte[17]), default);

        Assert.Equal((ImportStatus.Running, 17, FileRows.Noon, _mapping), (import.Status, import.BytesTotal, import.RequestedAt, import.Mapping));
        Assert.Equal(["uploads/" + import.Id], _story.Imports.Files);
        Assert.Equal(import, await _story.Requests.FindAsync(import.Id, default));
        Assert.Equal([import], await _story.Requests.ListRunningAsync(default));
    }

    [Fact]
    public async Task StartFromBodyAsync_FileCannotBeStored_RequestsNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _story.Requests.StartFromBodyAsync(_mapping, new MemoryStream(new byte[17]), cancelled.Token));

        Assert.Empty(_story.Imports.Saved);
    }

    [Fact]
    public async Task StartFromBlobAsync_KeepsTheRow()
    {
        await _story.Imports.SaveFileAsync("2026/own.csv", new MemoryStream(new byte[17]), default);

        var import = await _story.Requests.StartFromBlobAsync(_mapping, "2026/own.csv", default);

        Assert.Equal((ImportStatus.Running, "2026/own.csv", 17), (import.Status, import.Blob, import.BytesTotal));
        Assert.Equal(import, await _story.Requests.FindAsync(import.Id, default));
    }

    [Theory]
    [InlineData("none.csv", "import_file_not_found")]
    [InlineData("", "import_file_not_found")]
    [InlineData("uploads/i1", "import_file_reserved")]
    public async Task StartFromBlobAsync_NoSuchFile_IsRefused(string blob, string code)
    {
        await _story.StartAsync(ImportStory.File(1));

        var problem = await Assert.ThrowsAsync<ProblemException>(() => _story.Requests.StartFromBlobAsync(_mapping, blob, default));

        Assert.Equal((ProblemKind.Invalid, code, "blob"), (problem.Kind, problem.Code, problem.Errors[0].Path));
        Assert.Single(_story.Imports.Saved);
    }

    [Fact]
    public async Task ListRunningAsync_EndedImport_IsNotListed()
    {
        await _story.ImportAsync(ImportStory.File(1));
        var running = await _story.StartAsync(ImportStory.File(1));

        Assert.Equal([running], (await _story.Requests.ListRunningAsync(default)).Select(import => import.Id));
    }
}
