using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Specialized;
using CustomerJourneys.Imports;
using CustomerJourneys.Storage.Imports;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Imports;

[Collection(OnAzurite.Name)]
public sealed class StorageImportStoreTests(AzuriteOfRun azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestStorage _storage = new(azurite);

    private StorageImportStore Store => new(_storage.Tables, _storage.Containers, TestStorage.Ids, TimeProvider.System);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4 * 1024 * 1024)]
    [InlineData(9 * 1024 * 1024 + 17)]
    public async Task OpenFileAsync_SavedFile_GivesItsBytes(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        await Store.SaveFileAsync("2026/größe file.csv", new MemoryStream(content), default);

        var file = await Store.OpenFileAsync("2026/größe file.csv", default);

        Assert.Equal(length, file!.Length);
        await using var read = file.Content;
        Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(read));
    }

    [Fact]
    public async Task SaveFileAsync_SlowAndLargeStream_NeedsBoundedMemory()
    {
        const long Length = 96L * 1024 * 1024;
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await Store.SaveFileAsync("large", new TrickleStream(Length), default);

        // Everything that was ever allocated, not only what was held at once, stays far below the file.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, Length / 2);
        var file = await Store.OpenFileAsync("large", default);
        await using var content = file!.Content;
        Assert.Equal(Length, file.Length);
    }

    [Fact]
    public async Task SaveFileAsync_SourceFailsInTheMiddle_NothingIsVisible()
    {
        await Assert.ThrowsAsync<IOException>(() =>
            Store.SaveFileAsync("broken", new TrickleStream(20 * 1024 * 1024, failsAt: 9 * 1024 * 1024), default));

        Assert.Null(await Store.OpenFileAsync("broken", default));
    }

    [Fact]
    public async Task SaveFileAsync_CancelledInTheMiddle_TheEarlierFileStays()
    {
        await Store.SaveFileAsync("file", new MemoryStream([1, 2, 3]), default);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.SaveFileAsync(
            "file", new TrickleStream(20 * 1024 * 1024, cancelsAt: 9 * 1024 * 1024, cancel: cancel), cancel.Token));

        var file = await Store.OpenFileAsync("file", default);
        await using var content = file!.Content;
        Assert.Equal(3, file.Length);
    }

    [Fact]
    public async Task SaveFileAsync_AfterAnAbandonedUpload_KeepsOnlyItsOwnBlocks()
    {
        var abandoned = (await _storage.Containers.OpenAsync("imports", default)).GetBlockBlobClient("file");
        await abandoned.StageBlockAsync(Convert.ToBase64String("0000000000000000000000000000000000000"u8), new MemoryStream([9]));

        await Store.SaveFileAsync("file", new MemoryStream([1, 2]), default);

        var file = await Store.OpenFileAsync("file", default);
        await using var content = file!.Content;
        Assert.Equal(new byte[] { 1, 2 }, (await BinaryData.FromStreamAsync(content)).ToArray());
    }

    [Fact]
    public async Task OpenFileAsync_ReplacedFile_HasAnotherVersion()
    {
        await Store.SaveFileAsync("file", new MemoryStream([1]), default);
        var first = await OpenVersionAsync();
        Assert.Equal(first, await OpenVersionAsync());

        await Store.SaveFileAsync("file", new MemoryStream([2]), default);

        Assert.NotEqual(first, await OpenVersionAsync());

        async Task<string> OpenVersionAsync()
        {
            var file = await Store.OpenFileAsync("file", default);
            await file!.Content.DisposeAsync();
            return file.Version;
        }
    }

    [Fact]
    public async Task FindAsync_RowOfTheFirstSchema_IsRead()
    {
        var import = Import();
        await Store.SaveAsync(import, default);
        var table = await _storage.Tables.OpenAsync("imports", default);
        var row = (await table.GetEntityAsync<TableEntity>("import", "row-" + import.Id)).Value;
        var first = Encoding.UTF8.GetString(row.GetBinary("Content00")).Replace(",\"isActivityJson\":false", "", StringComparison.Ordinal);
        row["Schema"] = 1;
        row["Content00"] = Encoding.UTF8.GetBytes(first);
        row["ContentSize"] = Encoding.UTF8.GetByteCount(first);
        await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        Assert.Equivalent(import, await Store.FindAsync(import.Id, default), strict: true);
        Assert.DoesNotContain("isActivityJson", first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.csv")]
    [InlineData("")]
    [InlineData("../states/j1")]
    [InlineData("a/../../states/j1")]
    [InlineData("..\\states\\j1")]
    [InlineData("a//b")]
    [InlineData("line\nbreak")]
    [InlineData("%2e%2e/states/j1")]
    [InlineData("?comp=list")]
    public async Task OpenFileAsync_NoSuchFile_IsNull(string name)
    {
        var other = await _storage.Containers.OpenAsync("states", default);
        await other.GetBlobClient("j1").UploadAsync(BinaryData.FromString("secret"));

        Assert.Null(await Store.OpenFileAsync(name, default));
        await Store.DeleteFileAsync(name, default);

        Assert.True((await other.GetBlobClient("j1").ExistsAsync()).Value);
    }

    [Fact]
    public async Task SaveFileAsync_NameThatLeadsOutOfTheContainer_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveFileAsync("../states/j1", new MemoryStream([1]), default));
    }

    [Fact]
    public async Task DeleteFileAsync_DeletesTheFile()
    {
        await Store.SaveFileAsync("file", new MemoryStream([1]), default);

        await Store.DeleteFileAsync("file", default);
        await Store.DeleteFileAsync("file", default);

        Assert.Null(await Store.OpenFileAsync("file", default));
    }

    [Fact]
    public async Task SaveAsync_AddsAndReplaces()
    {
        var import = Import();
        await Store.SaveAsync(import, default);
        Assert.Equivalent(import, await Store.FindAsync(import.Id, default), strict: true);
        var next = import with
        {
            Status = ImportStatus.Failed,
            Rows = 5_000_000_000,
            Accepted = 3,
            Duplicates = 2,
            RejectedCount = 200,
            Rejected = [.. Enumerable.Range(1, 100).Select(row => new RejectedRow(row, "time_invalid", new string('ü', 1_000)))],
            BytesRead = 10,
            BytesTotal = 20,
            FileVersion = "\"0x8D\"",
            FinishedAt = Noon.AddTicks(3),
            ErrorCode = "csv_malformed",
            Error = "The file ends inside quotes.",
        };

        await Store.SaveAsync(next, default);
        await Store.SaveAsync(next, default);

        Assert.Equivalent(next, await Store.FindAsync(import.Id, default), strict: true);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("no/such?import#")]
    [InlineData("")]
    public async Task FindAsync_NoSuchImport_IsNull(string id)
    {
        Assert.Null(await Store.FindAsync(id, default));
    }

    [Fact]
    public async Task SaveAsync_ManyAtOnce_AllSucceed()
    {
        var import = Import();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Store.SaveAsync(import with { Rows = i }, default)));

        Assert.InRange((await Store.FindAsync(import.Id, default))!.Rows, 0, 7);
        Assert.Single(await Store.ListRunningAsync(default));
    }

    [Fact]
    public async Task ListRunningAsync_GivesThoseThatHaveNotEnded()
    {
        var (running, ended) = (Import(), Import());
        await Store.SaveAsync(running, default);
        await Store.SaveAsync(running with { Rows = 7 }, default);
        await Store.SaveAsync(ended, default);
        await Store.SaveAsync(ended with { Status = ImportStatus.Succeeded }, default);
        await Store.SaveAsync(Import() with { Status = ImportStatus.Failed }, default);

        var listed = Assert.Single(await Store.ListRunningAsync(default));
        Assert.Equal((running.Id, 7), (listed.Id, listed.Rows));
    }

    [Fact]
    public async Task DeleteFinishedBeforeAsync_DeletesOnlyImportsThatEndedBefore()
    {
        var (old, young, running) = (Import(), Import(), Import());
        await Store.SaveAsync(old, default);
        await Store.SaveAsync(old with { Status = ImportStatus.Failed, FinishedAt = Noon.AddTicks(-1) }, default);
        await Store.SaveAsync(young with { Status = ImportStatus.Succeeded, FinishedAt = Noon }, default);
        await Store.SaveAsync(running, default);

        Assert.Equal(1, await Store.DeleteFinishedBeforeAsync(Noon, default));

        Assert.Null(await Store.FindAsync(old.Id, default));
        Assert.NotNull(await Store.FindAsync(young.Id, default));
        Assert.NotNull(await Store.FindAsync(running.Id, default));
    }

    [Fact]
    public async Task FindAsync_NewerSchema_NamesTheImport()
    {
        var import = Import();
        await Store.SaveAsync(import, default);
        var table = await _storage.Tables.OpenAsync("imports", default);
        var row = (await table.GetEntityAsync<TableEntity>("import", "row-" + import.Id)).Value;
        row["Schema"] = 3;
        await table.UpdateEntityAsync(row, row.ETag);

        var error = await Assert.ThrowsAsync<StoredSchemaException>(() => Store.FindAsync(import.Id, default));

        Assert.StartsWith("Import " + import.Id, error.Message, StringComparison.Ordinal);
    }

    private static ActivityImport Import() => new(
        TestStorage.Ids.NewId(),
        "2026/größe.csv",
        new ImportMapping(
            ImportFormat.Csv, "contact", "type", "time", null, new Dictionary<string, string> { ["value"] = "Größe \"x\"" }, ["plan", "seats"], Gzip: true),
        ImportStatus.Running,
        Noon);
}
