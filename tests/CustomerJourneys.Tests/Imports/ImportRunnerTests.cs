using System.Text;
using CustomerJourneys.Imports;
using CustomerJourneys.Problems;
using CustomerJourneys.Testing.Imports;

namespace CustomerJourneys.Tests.Imports;

public sealed class ImportRunnerTests
{
    private readonly ImportStory _story = new();

    [Fact]
    public async Task RunAsync_GoodFile_StoresEveryRowAndDeletesTheUpload()
    {
        var import = await _story.ImportAsync(ImportStory.File(35));

        Assert.Equal(ImportStatus.Succeeded, import.Status);
        Assert.Equal((35, 35, 0, 0), ImportStory.Counts(import));
        Assert.Equal((import.BytesTotal, FileRows.Noon, FileRows.Noon.AddHours(1)), (import.BytesRead, import.RequestedAt, import.FinishedAt));
        Assert.Equal(ImportStory.File(35).Length, import.BytesTotal);
        Assert.Equal(35, _story.Activities.Activities.Count);
        Assert.Equal([10, 10, 10, 5], _story.Activities.Commits);
        Assert.Empty(_story.Imports.Files);
    }

    [Fact]
    public async Task RunAsync_EachChunk_SavesProgressThatAddsUp()
    {
        await _story.ImportAsync(ImportStory.File(35, bad: [3, 17]));

        Assert.Equal([0, 10, 20, 30, 35, 35], _story.Imports.Saved.Select(import => import.Rows));
        Assert.All(_story.Imports.Saved, import => Assert.Equal(import.Rows, import.Accepted + import.Duplicates + import.RejectedCount));
        Assert.All(_story.Imports.Saved.SkipLast(1), import => Assert.Equal(ImportStatus.Running, import.Status));
    }

    [Fact]
    public async Task RunAsync_SameFileTwiceAndShuffled_ChangesNothing()
    {
        var lines = ImportStory.File(500).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] rows = [.. lines[1..], .. lines[1..50]];
        await _story.ImportAsync(lines[0] + "\n" + string.Join('\n', rows));
        Assert.Equal(549, _story.Activities.Activities.Count);
        new Random(3).Shuffle(rows);

        var again = await _story.ImportAsync(lines[0] + "\n" + string.Join('\n', rows));

        Assert.Equal((549, 0, 549, 0), ImportStory.Counts(again));
        Assert.Equal(549, _story.Activities.Activities.Count);
    }

    [Fact]
    public async Task RunAsync_ManyBadRows_ListsAHundredAndCountsAll()
    {
        var import = await _story.ImportAsync(ImportStory.File(300, bad: [.. Enumerable.Range(101, 150)]));

        Assert.Equal((300, 150, 0, 150), ImportStory.Counts(import));
        Assert.Equal(Enumerable.Range(101, 100).Select(row => (long)row), import.Rejected.Select(row => row.Row));
        Assert.All(import.Rejected, row => Assert.Equal("contact_id_invalid", row.Code));
    }

    [Theory]
    [InlineData("contactId,type\nada,signup\n", "import_column_missing")]
    [InlineData("", "import_empty")]
    [InlineData("contactId,type,occurredAt\nada,signup,2026-10-01\n\"bo,signup,2026-10-01\n", "import_quote_unclosed")]
    public async Task RunAsync_FileThatCannotBeRead_FailsAndStoresNothing(string file, string code)
    {
        var import = await _story.ImportAsync(file);

        Assert.Equal((ImportStatus.Failed, code), (import.Status, import.ErrorCode));
        Assert.NotEmpty(import.Error!);
        Assert.NotNull(import.FinishedAt);
        Assert.Equal((0, 0, 0, 0), ImportStory.Counts(import));
        Assert.Empty(_story.Activities.Activities);
        Assert.Empty(_story.Imports.Files);
    }

    [Fact]
    public async Task RunAsync_FileThatBreaksOffLater_SaysWhatOfItIsStored()
    {
        var import = await _story.ImportAsync(ImportStory.File(25) + "\"bo,signup,2026-10-01\n");

        Assert.Equal((ImportStatus.Failed, "import_quote_unclosed"), (import.Status, import.ErrorCode));
        Assert.Equal((20, 20, 0, 0), ImportStory.Counts(import));
        Assert.Equal(20, _story.Activities.Activities.Count);
    }

    [Fact]
    public async Task RunAsync_HeaderOnly_Succeeds()
    {
        var import = await _story.ImportAsync(ImportStory.File(0));

        Assert.Equal((ImportStatus.Succeeded, 0), (import.Status, import.Rows));
    }

    [Fact]
    public async Task RunAsync_Gzip_IsRead()
    {
        var import = await _story.RunAsync(await _story.StartAsync(ImportStory.File(12), gzip: true));

        Assert.Equal((12, 12, 0, 0), ImportStory.Counts(import));
    }

    [Fact]
    public async Task RunAsync_LargeRows_CutsChunksByBytes()
    {
        var story = new ImportStory(new ImportOptions { ChunkBytes = 1_000 });
        var rows = Enumerable.Range(0, 20).Select(row => $"c-{row},signup,2026-10-01,{new string('x', 400)}\n");

        await story.ImportAsync("contactId,type,occurredAt,v\n" + string.Concat(rows), "format=csv&value=v");

        Assert.Equal([3, 3, 3, 3, 3, 3, 2], story.Activities.Commits);
    }

    [Fact]
    public async Task RunAsync_WhileAChunkIsCommitted_ReadsTheNext()
    {
        var reads = 0;
        var readAhead = new TaskCompletionSource();
        _story.Imports.Content = content => new DripStream(new WatchedStream(content, () =>
        {
            if (++reads == 40)
                readAhead.SetResult();
        }), 10);
        var first = true;
        _story.Activities.BeforeCommit = async _ =>
        {
            // The first commit ends only when the reader is far beyond the first chunk of some 22 reads.
            if (first)
                await readAhead.Task.WaitAsync(TimeSpan.FromMinutes(1));
            first = false;
        };

        var import = await _story.ImportAsync(ImportStory.File(200));

        Assert.Equal(200, import.Accepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_BrokenOffAtAnyCommit_GoesOnFromThere(bool stored)
    {
        for (var moment = 1; moment <= 5; moment++)
        {
            var story = new ImportStory();
            var id = await story.StartAsync(ImportStory.File(45, bad: [3, 44]));
            var commits = 0;
            Task Break(object any) => ++commits == moment ? throw new IOException("Storage is gone.") : Task.CompletedTask;
            if (stored)
                story.Activities.AfterCommit = Break;
            else
                story.Activities.BeforeCommit = Break;
            await Assert.ThrowsAsync<IOException>(() => story.RunAsync(id));
            Assert.Single(await story.Requests.ListRunningAsync(default));
            Assert.Single(story.Imports.Files);

            var import = await story.RunAsync(id);

            // Exact, but for the chunk in flight: if it was stored before the break, its rows are duplicates now.
            var inFlight = !stored ? 0 : moment is 1 or 5 ? moment == 5 ? 4 : 9 : 10;
            Assert.Equal((45, 43 - inFlight, inFlight, 2), ImportStory.Counts(import));
            Assert.Equal([3, 44], import.Rejected.Select(row => row.Row));
            Assert.Equal(43, story.Activities.Activities.Count);
            Assert.Equal(43 + inFlight, story.Activities.Commits.Sum());
        }
    }

    [Fact]
    public async Task RunAsync_BrokenOffAtAnySave_EndsWithTheSameActivities()
    {
        for (var moment = 1; moment <= 4; moment++)
        {
            var story = new ImportStory();
            var id = await story.StartAsync(ImportStory.File(25) + ImportStory.File(25)["contactId,type,occurredAt\n".Length..]);
            var saves = 0;
            story.Imports.BeforeSave = _ => ++saves == moment ? throw new IOException("Storage is gone.") : Task.CompletedTask;
            await Assert.ThrowsAsync<IOException>(() => story.RunAsync(id));

            var import = await story.RunAsync(id);

            Assert.Equal(ImportStatus.Succeeded, import.Status);
            Assert.Equal(50, import.Accepted + import.Duplicates);
            Assert.Equal(50, story.Activities.Activities.Count);
            Assert.Empty(story.Imports.Files);
        }
    }

    [Fact]
    public async Task RunAsync_ReadingFails_ThrowsAfterWhatWasReadIsSettled()
    {
        var id = await _story.StartAsync(ImportStory.File(45));
        _story.Imports.Content = content => new DripStream(new WatchedStream(content, () =>
        {
            if (content.Position > 700)
                throw new IOException("Storage is gone.");
        }), 10);
        await Assert.ThrowsAsync<IOException>(() => _story.RunAsync(id));
        var settled = (await _story.Requests.FindAsync(id, default))!;
        Assert.Equal((ImportStatus.Running, 20), (settled.Status, settled.Rows));
        _story.Imports.Content = null;

        var import = await _story.RunAsync(id);

        Assert.Equal((45, 45, 0, 0), ImportStory.Counts(import));
    }

    [Fact]
    public async Task RunAsync_Cancelled_FinishesTheChunkAndStops()
    {
        var id = await _story.StartAsync(ImportStory.File(45));
        using var cancel = new CancellationTokenSource();
        _story.Activities.BeforeCommit = async _ =>
        {
            if (_story.Activities.Commits.Count == 1)
                await cancel.CancelAsync();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _story.RunAsync(id, cancel.Token));

        Assert.Equal((20, 20, 0, 0), ImportStory.Counts((await _story.Requests.FindAsync(id, default))!));
        Assert.Equal((45, 45, 0, 0), ImportStory.Counts(await _story.RunAsync(id)));
        Assert.Equal([10, 10, 10, 10, 5], _story.Activities.Commits);
    }

    [Fact]
    public async Task RunAsync_FileReplacedInBetween_CountsAnew()
    {
        await _story.Imports.SaveFileAsync("own.csv", new MemoryStream(Encoding.UTF8.GetBytes(ImportStory.File(45))), default);
        var id = (await _story.Requests.StartFromBlobAsync(FileRows.Mapping(ImportStory.Columns), "own.csv", default)).Id;
        _story.Activities.BeforeCommit = _ => _story.Activities.Commits.Count == 2 ? throw new IOException("Storage is gone.") : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => _story.RunAsync(id));
        _story.Activities.BeforeCommit = null;
        await _story.Imports.SaveFileAsync("own.csv", new MemoryStream(Encoding.UTF8.GetBytes(ImportStory.File(30))), default);

        var import = await _story.RunAsync(id);

        Assert.Equal((30, 10, 20, 0), ImportStory.Counts(import));
        Assert.Equal(30, _story.Activities.Activities.Count);
        Assert.Equal(ImportStory.File(30).Length, import.BytesTotal);
    }

    [Fact]
    public async Task RunAsync_TakenUpADayLater_JudgesFutureTimesAsBefore()
    {
        var id = await _story.StartAsync(ImportStory.File(1) + "ada,signup,2026-11-02T13:00:00Z\n");
        for (var hour = 0; hour < 30; hour++)
        {
            _story.Activities.BeforeCommit = _ => throw new IOException("Storage is gone.");
            await Assert.ThrowsAsync<IOException>(() => _story.RunAsync(id));
        }

        _story.Activities.BeforeCommit = null;

        Assert.Equal("time_in_future", Assert.Single((await _story.RunAsync(id)).Rejected).Code);
    }

    [Fact]
    public async Task RunAsync_Ended_IsLeftAsItIsAndItsUploadIsGone()
    {
        var import = await _story.ImportAsync(ImportStory.File(5));
        await _story.Imports.SaveFileAsync(import.Blob, new MemoryStream(), default);

        Assert.Same(import, await _story.RunAsync(import.Id));

        Assert.Empty(_story.Imports.Files);
    }

    [Fact]
    public async Task RunAsync_FileNamedByTheCaller_Stays()
    {
        await _story.Imports.SaveFileAsync("own.csv", new MemoryStream(Encoding.UTF8.GetBytes(ImportStory.File(5))), default);
        var started = await _story.Requests.StartFromBlobAsync(FileRows.Mapping(ImportStory.Columns), "own.csv", default);

        Assert.Equal(5, (await _story.RunAsync(started.Id)).Accepted);

        Assert.Equal(["own.csv"], _story.Imports.Files);
    }

    [Fact]
    public async Task RunAsync_FileIsGone_Fails()
    {
        var id = await _story.StartAsync(ImportStory.File(5));
        await _story.Imports.DeleteFileAsync("uploads/" + id, default);

        var import = await _story.RunAsync(id);

        Assert.Equal((ImportStatus.Failed, "import_file_missing"), (import.Status, import.ErrorCode));
    }

    [Fact]
    public async Task RunAsync_UnknownImport_Throws()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => _story.RunAsync("none"));

        Assert.Equal((ProblemKind.NotFound, "import_not_found"), (problem.Kind, problem.Code));
    }

    private sealed class WatchedStream(Stream content, Action onRead) : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            onRead();
            return content.Read(buffer);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onRead();
            return await content.ReadAsync(buffer, cancellationToken);
        }
    }
}
