using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Rows;

public sealed class StorageKeyTests
{
    [Fact]
    public void NewestFirst_LaterIds_SortEarlierAndTurnBack()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => TestStorage.Ids.NewId()).Append("0123456789abcdef0123456789abcdef").ToList();

        var keys = ids.Select(StorageKey.NewestFirst).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal).Reverse(), keys.Order(StringComparer.Ordinal).Select(StorageKey.NewestFirst));
        Assert.Equal("fedcba9876543210fedcba9876543210", keys[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public void NewestFirst_NoAscendingId_Throws(string id)
    {
        Assert.Throws<ArgumentException>(() => StorageKey.NewestFirst(id));
    }

    [Theory]
    [InlineData("a-B_9", true)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("..", false)]
    [InlineData("a#b", false)]
    [InlineData("ä", false)]
    public void IsSafe_Id_IsOfCharactersThatKeysAndBlobNamesKeep(string id, bool expected)
    {
        Assert.Equal(expected, StorageKey.IsSafe(id));
        Assert.False(StorageKey.IsSafe(new string('a', 129)));
    }
}
