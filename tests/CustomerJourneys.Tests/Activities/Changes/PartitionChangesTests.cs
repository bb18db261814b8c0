using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Changes;

namespace CustomerJourneys.Tests.Activities.Changes;

public sealed class PartitionChangesTests
{
    [Fact]
    public void Build_RepeatsInAnyOrder_AreSortedOnce()
    {
        var changed = new ChangedContacts();
        foreach (var contact in (int[])[9, 2, 2, 9, 4])
            changed.Add("Click", contact);
        changed.Add("CLICK", 1);
        changed.AddWholly(7);
        changed.AddWholly(7);

        var changes = changed.Build();

        Assert.Equal([1, 2, 4, 9], Assert.Single(changes.ByType).Value);
        Assert.Equal([7], changes.Wholly);
        Assert.Equal(5, changes.Count);
    }

    [Fact]
    public void Of_NamedTypes_GivesTheirContactsAndThoseThatChangedWholly()
    {
        var changes = Sample();

        Assert.Equal([0, 3, 8], changes.Of(["signup", "nothing"]));
        Assert.Equal([0, 3, 5, 8], changes.Of(["SIGNUP", "click"]));
        Assert.Equal([8], changes.Of([]));
    }

    [Fact]
    public void Combine_SeveralCommits_HasWhatEachHas()
    {
        var other = new ChangedContacts();
        other.Add("Click", 1);
        other.AddWholly(2);

        var combined = PartitionChanges.Combine([Sample(), other.Build(), PartitionChanges.None]);

        Assert.Equal([1, 3, 5], combined.ByType["click"]);
        Assert.Equal([0, 3], combined.ByType["signup"]);
        Assert.Equal([2, 8], combined.Wholly);
    }

    [Fact]
    public void Read_WhatWasWritten_GivesItBack()
    {
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var changed = new ChangedContacts();
            for (var i = random.Next(300); i > 0; i--)
                changed.Add("type " + random.Next(5), random.Next(10_000));
            for (var i = random.Next(3); i > 0; i--)
                changed.AddWholly(random.Next(10_000));
            var changes = changed.Build();

            var read = ChangesBlob.Read("c", ChangesBlob.Write(round, changes), round, 10_000);

            Assert.Equal(Lines(changes), Lines(read));
        }
    }

    [Theory]
    [InlineData(6, 9)]
    [InlineData(5, 8)]
    public void Read_OfAnotherCommitOrPartition_IsRefused(long epoch, int contactsEnd)
    {
        var bytes = ChangesBlob.Write(5, Sample());
        Assert.Throws<CorruptBlobException>(() => ChangesBlob.Read("c", bytes, epoch, contactsEnd));
    }

    [Fact]
    public void Read_AnyChangedBitOrTruncation_FailsAsCorrupt()
    {
        var bytes = ChangesBlob.Write(5, Sample());
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<CorruptBlobException>(() => ChangesBlob.Read("c", changed, 5, 9));
            Assert.Throws<CorruptBlobException>(() => ChangesBlob.Read("c", bytes.AsSpan(0, bit / 8), 5, 9));
        }
    }

    private static PartitionChanges Sample()
    {
        var changed = new ChangedContacts();
        changed.Add("signup", 3);
        changed.Add("signup", 0);
        changed.Add("click", 5);
        changed.Add("click", 3);
        changed.AddWholly(8);
        return changed.Build();
    }

    private static IEnumerable<string> Lines(PartitionChanges changes) =>
        changes.ByType.Select(type => $"{type.Key}: {string.Join(' ', type.Value)}").Append(string.Join(' ', changes.Wholly)).Order();
}
