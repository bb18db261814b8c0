using CustomerJourneys.Activities;

namespace CustomerJourneys.Tests.Activities;

public sealed class PartitionMapTests
{
    // The hash is part of the stored format: these values may never change.
    [Theory]
    [InlineData("", 17280346270528514342UL)]
    [InlineData("ada", 2424364561116844265UL)]
    [InlineData("c-1", 10763346665135091383UL)]
    [InlineData("someone@example.org", 18138897327748099593UL)]
    public void Hash_KnownIds_IsPinned(string id, ulong hash)
    {
        Assert.Equal(hash, PartitionMap.Hash(id));
        Assert.Equal((int)(hash % 16), PartitionMap.PartitionOf(id, 16));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(256)]
    public void PartitionOf_IdsThatDifferInADigit_SpreadEvenly(int partitions)
    {
        const int PerPartition = 1_000;
        var counts = new int[partitions];
        for (var i = 0; i < partitions * PerPartition; i++)
            counts[PartitionMap.PartitionOf($"contact-{i}", partitions)]++;
        // Five standard deviations of a fair spread.
        Assert.All(counts, count => Assert.InRange(count, PerPartition - 160, PerPartition + 160));
    }

    [Fact]
    public void PartitionOf_OnePartition_IsZero() => Assert.Equal(0, PartitionMap.PartitionOf("ada", 1));

    [Fact]
    public void Hash_TextNoIdCanBe_IsRefused() => Assert.Throws<ArgumentException>(() => PartitionMap.Hash(new string('x', 513)));
}
