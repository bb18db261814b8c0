using CustomerJourneys.Storage.Clients;

namespace CustomerJourneys.Storage.Tests.Clients;

public sealed class StorageNamesTests
{
    [Theory]
    [InlineData("", "journeys")]
    [InlineData("t1", "t1journeys")]
    public void Of_Prefix_ComesFirst(string prefix, string expected)
    {
        Assert.Equal(expected, new StorageNames(prefix).Of("journeys"));
    }

    [Theory]
    [InlineData("1a")]
    [InlineData("A")]
    [InlineData("a-b")]
    [InlineData("a\n")]
    [InlineData("abcdefghijklmnopqrstu")]
    public void Constructor_PrefixThatSomeServiceRefuses_Throws(string prefix)
    {
        Assert.Throws<ArgumentException>(() => new StorageNames(prefix));
    }
}
