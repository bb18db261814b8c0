using Azure.Data.Tables;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Rows;

public sealed class StoredContentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(61_440)]
    [InlineData(61_441)]
    [InlineData(StoredContent.MaxSize)]
    public void Get_AfterPut_GivesTheContentFromChunksThatFit(int size)
    {
        var content = Enumerable.Range(0, size).Select(i => (byte)(i * 31 >> 3)).ToArray();
        var row = new TableEntity("p", "r");

        StoredContent.Put(row, 3, content, "It");

        Assert.Equal(content, StoredContent.Get(row, 3, "It"));
        Assert.Equal(size, StoredContent.SizeOf(row));
        Assert.All(row.Select(property => property.Value).OfType<byte[]>(), chunk => Assert.InRange(chunk.Length, 1, 64 * 1024));
    }

    [Fact]
    public void Put_TooLarge_Throws()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            StoredContent.Put(new TableEntity("p", "r"), 1, new byte[StoredContent.MaxSize + 1], "Journey 1"));

        Assert.StartsWith("Journey 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_SchemaOfAnOlderApplication_IsRead()
    {
        var row = new TableEntity("p", "r");
        StoredContent.Put(row, 1, [5], "It");

        Assert.Equal([5], StoredContent.Get(row, 2, "It"));
    }

    [Theory]
    [InlineData("Schema", null)]
    [InlineData("Schema", 0)]
    [InlineData("Schema", 2)]
    [InlineData("ContentSize", null)]
    [InlineData("ContentSize", -1)]
    [InlineData("ContentSize", int.MaxValue)]
    [InlineData("ContentSize", 99_999)]
    [InlineData("Content01", null)]
    public void Get_DamagedRow_NamesTheThing(string property, object? value)
    {
        var row = new TableEntity("p", "r");
        StoredContent.Put(row, 1, new byte[70_000], "Journey 1");
        row[property] = value;

        var error = Assert.Throws<StoredSchemaException>(() => StoredContent.Get(row, 1, "Journey 1"));

        Assert.StartsWith("Journey 1 ", error.Message, StringComparison.Ordinal);
    }
}
