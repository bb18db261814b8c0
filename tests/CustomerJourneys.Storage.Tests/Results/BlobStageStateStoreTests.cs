using CustomerJourneys.Storage.Results;

namespace CustomerJourneys.Storage.Tests.Results;

[Collection(OnAzurite.Name)]
public sealed class BlobStageStateStoreTests(AzuriteOfRun azurite)
{
    private static readonly byte[] States = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
    private readonly TestStorage _storage = new(azurite);

    private BlobStageStateStore Store => new(_storage.Containers);

    [Theory]
    [InlineData(0, 100, 0, 100)]
    [InlineData(0, 1_000_000, 0, 100)]
    [InlineData(10, 20, 10, 20)]
    [InlineData(90, 20, 90, 10)]
    [InlineData(100, 5, 0, 0)]
    [InlineData(5_000, 5, 0, 0)]
    [InlineData(10, 0, 0, 0)]
    public async Task ReadAsync_Range_GivesWhatIsThere(long offset, int length, int first, int count)
    {
        await SaveAsync("r1", 2, States);

        var read = await Store.ReadAsync("r1", 2, offset, length, default);

        Assert.Equal(States.AsSpan(first, count).ToArray(), read);
    }

    [Fact]
    public async Task ReadAsync_EmptyStates_GivesNoBytes()
    {
        await SaveAsync("r1", 0, []);

        Assert.Equal(Array.Empty<byte>(), await Store.ReadAsync("r1", 0, 0, 10, default));
    }

    [Theory]
    [InlineData("r1", 3)]
    [InlineData("r2", 2)]
    [InlineData("..", 2)]
    [InlineData("", 2)]
    public async Task ReadAsync_NoSuchStates_IsNull(string recalculationId, int partition)
    {
        await SaveAsync("r1", 2, States);

        Assert.Null(await Store.ReadAsync(recalculationId, partition, 0, 10, default));
        Assert.Null(await Store.ReadAsync(recalculationId, partition, 0, 0, default));
    }

    [Fact]
    public async Task SaveAsync_Repeated_Replaces()
    {
        await SaveAsync("r1", 2, States);
        await SaveAsync("r1", 2, [7]);

        Assert.Equal(new byte[] { 7 }, await Store.ReadAsync("r1", 2, 0, 10, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task SaveAsync_Pieces_AreSeenTogetherAndInOrder(int rest)
    {
        for (var piece = 0; piece < 3; piece++)
            await Store.StageAsync("r1", 2, piece, States.AsMemory(10 * (piece + 1), 10), default);
        Assert.Null(await Store.ReadAsync("r1", 2, 0, 100, default));

        await Store.SaveAsync("r1", 2, States.AsMemory(0, 10), 3, States.AsMemory(40, rest), default);

        Assert.Equal(States.AsSpan(0, 40 + rest).ToArray(), await Store.ReadAsync("r1", 2, 0, 100, default));
    }

    [Fact]
    public async Task SaveAsync_PiecesOfTwoTriesAtOnce_GiveTheSame()
    {
        foreach (var _ in (int[])[1, 2])
            await Store.StageAsync("r1", 2, 0, States.AsMemory(10, 10), default);

        await Store.SaveAsync("r1", 2, States.AsMemory(0, 10), 1, default, default);
        await Store.SaveAsync("r1", 2, States.AsMemory(0, 10), 1, default, default);

        Assert.Equal(States.AsSpan(0, 20).ToArray(), await Store.ReadAsync("r1", 2, 0, 100, default));
    }

    [Fact]
    public async Task DeleteAsync_DeletesThatRun()
    {
        foreach (var run in (string[])["r1", "r2", "r10"])
        {
            for (var partition = 0; partition < 20; partition++)
                await SaveAsync(run, partition, States);
        }

        await Store.DeleteAsync("r1", default);
        await Store.DeleteAsync("..", default);

        for (var partition = 0; partition < 20; partition++)
        {
            Assert.Null(await Store.ReadAsync("r1", partition, 0, 1, default));
            Assert.NotNull(await Store.ReadAsync("r2", partition, 0, 1, default));
            Assert.NotNull(await Store.ReadAsync("r10", partition, 0, 1, default));
        }

        Assert.Equal(["r10", "r2"], (await Store.ListSavedAsync(default)).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListSavedAsync_SaysWhen()
    {
        await SaveAsync("r1", 0, States);

        Assert.Equal(TimeProvider.System.GetUtcNow().DateTime, (await Store.ListSavedAsync(default))["r1"].UtcDateTime, TimeSpan.FromMinutes(5));
    }

    private Task SaveAsync(string run, int partition, byte[] states) => Store.SaveAsync(run, partition, states, 0, default, default);
}
