using CustomerJourneys.Imports.Files;
using CustomerJourneys.Testing.Imports;

namespace CustomerJourneys.Tests.Imports.Files;

public sealed class ReadAheadStreamTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task ReadAsync_ToTheEnd_GivesEveryByteOnce(int mostAtOnce)
    {
        var bytes = new byte[5_000];
        new Random(1).NextBytes(bytes);
        await using var ahead = new ReadAheadStream(new DripStream(new MemoryStream(bytes), mostAtOnce));
        using var read = new MemoryStream();

        await ahead.CopyToAsync(read, 100);

        Assert.Equal(bytes, read.ToArray());
        Assert.Equal(bytes.Length, ahead.Count);
        Assert.Equal(0, await ahead.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task ReadAsync_SourceFailsLater_GivesWhatCameBefore()
    {
        await using var ahead = new ReadAheadStream(new BrokenStream());

        Assert.Equal(3, await ahead.ReadAtLeastAsync(new byte[10], 3));
        await Assert.ThrowsAsync<IOException>(async () => await ahead.ReadAtLeastAsync(new byte[10], 1));
    }

    [Fact]
    public async Task DisposeAsync_ReadInFlight_WaitsForIt()
    {
        var source = new BrokenStream();
        var ahead = new ReadAheadStream(source);
        source.Hold = new TaskCompletionSource();
        Assert.Equal(3, await ahead.ReadAtLeastAsync(new byte[10], 3));

        var disposing = ahead.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        source.Hold.SetResult();
        await disposing;
    }

    private sealed class BrokenStream : MemoryStream
    {
        private int _reads;

        public TaskCompletionSource? Hold { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_reads++ == 0)
                return 3;
            if (Hold is not null)
                await Hold.Task;
            throw new IOException("Storage is gone.");
        }
    }
}
