using CustomerJourneys.Storage.Results;

namespace CustomerJourneys.Storage.Tests.Results;

[Collection(OnAzurite.Name)]
public sealed class BlobStageStateStoreTests(AzuriteOfRun azurite)
{
    private static readonly byte[] States = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
    private readonly TestStorage _storage = new(azurite);

    private BlobStageStateStore Store => new(_storage.Containers, TimeProvider.System);

    private BlobStageStateStore StoreLater => new(_storage.Containers, new ShiftedTime(TimeSpan.FromHours(2)));

    [Theory]
    [InlineData(0, 100, 0, 100)]
    [InlineData(0, 1_000_000, 0, 100)]
    [InlineData(10, 20, 10, 20)]
    [InlineData(90, 20, 90, 10)]
    [InlineData(-8, 8, 92, 8)]
    [InlineData(-8, 100, 92, 8)]
    [InlineData(-8, 3, 92, 3)]
    [InlineData(-1_000, 20, 0, 20)]
    [InlineData(100, 5, 0, 0)]
    [InlineData(5_000, 5, 0, 0)]
    [InlineData(10, 0, 0, 0)]
    public async Task ReadAsync_Range_GivesWhatIsThere(long offset, int length, int first, int count)
    {
        await Store.SaveAsync("j1", "r1", 2, States, default);

        var read = await Store.ReadAsync("j1", "r1", 2, offset, length, default);

        Assert.Equal(States.AsSpan(first, count).ToArray(), read);
    }

    [Fact]
    public async Task ReadAsync_EmptyStates_GivesNoBytes()
    {
        await Store.SaveAsync("j1", "r1", 0, ReadOnlyMemory<byte>.Empty, default);

        Assert.Equal(Array.Empty<byte>(), await Store.ReadAsync("j1", "r1", 0, 0, 10, default));
        Assert.Equal(Array.Empty<byte>(), await Store.ReadAsync("j1", "r1", 0, -10, 10, default));
    }

    [Theory]
    [InlineData("j1", "r1", 3)]
    [InlineData("j1", "r2", 2)]
    [InlineData("j2", "r1", 2)]
    [InlineData("..", "r1", 2)]
    [InlineData("", "", 2)]
    public async Task ReadAsync_NoSuchStates_IsNull(string journeyId, string recalculationId, int partition)
    {
        await Store.SaveAsync("j1", "r1", 2, States, default);

        Assert.Null(await Store.ReadAsync(journeyId, recalculationId, partition, 0, 10, default));
        Assert.Null(await Store.ReadAsync(journeyId, recalculationId, partition, -10, 10, default));
    }

    [Fact]
    public async Task SaveAsync_Repeated_Replaces()
    {
        await Store.SaveAsync("j1", "r1", 2, States, default);
        await Store.SaveAsync("j1", "r1", 2, new byte[] { 7 }, default);

        Assert.Equal(new byte[] { 7 }, await Store.ReadAsync("j1", "r1", 2, 0, 10, default));
    }

    [Fact]
    public async Task DeleteAllButAsync_DeletesOtherRunsOfThatJourney()
    {
        foreach (var (journey, run) in ((string, string)[])[("j1", "r1"), ("j1", "r2"), ("j1", "r3"), ("j10", "r1")])
        {
            for (var partition = 0; partition < 20; partition++)
                await Store.SaveAsync(journey, run, partition, States, default);
        }

        await StoreLater.DeleteAllButAsync("j1", ["r2", "r3"], TimeSpan.FromHours(1), default);

        for (var partition = 0; partition < 20; partition++)
        {
            Assert.Null(await Store.ReadAsync("j1", "r1", partition, 0, 1, default));
            Assert.NotNull(await Store.ReadAsync("j1", "r2", partition, 0, 1, default));
            Assert.NotNull(await Store.ReadAsync("j1", "r3", partition, 0, 1, default));
            Assert.NotNull(await Store.ReadAsync("j10", "r1", partition, 0, 1, default));
        }
    }

    [Fact]
    public async Task DeleteAllButAsync_YoungerThanTheMinimumAge_Stay()
    {
        await Store.SaveAsync("j1", "r1", 0, States, default);

        await StoreLater.DeleteAllButAsync("j1", [], TimeSpan.FromHours(3), default);
        Assert.NotNull(await Store.ReadAsync("j1", "r1", 0, 0, 1, default));

        await StoreLater.DeleteAllButAsync("j1", [], TimeSpan.FromHours(1), default);
        Assert.Null(await Store.ReadAsync("j1", "r1", 0, 0, 1, default));
    }
}
