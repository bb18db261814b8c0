using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Tests.Activities.Log;

public sealed class LogBlockTests
{
    private const string Batch = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Read_BlockOfSeveralCallers_GivesEachPartitionItsActivitiesInOrder(int partitions)
    {
        var activities = RandomActivities.Many(31, 600, 90);
        var chunks = activities.Chunk(100).SelectMany(caller => LogChunk.Encode(caller, partitions, 1_000)).ToList();
        var block = LogBlock.Read("log/x/0", 0, LogBlock.Build(Batch, partitions, chunks), partitions);

        Assert.True(chunks.Count > 6);
        foreach (var entry in block.Entries)
        {
            var read = LogSlice.Decode([new LogSlice("log/x/0", 0, block, entry)]);
            var expected = activities.Where(activity => PartitionMap.PartitionOf(activity.ContactId, partitions) == entry.Partition).ToList();
            Assert.Equal(expected.Select(activity => activity.Id), read.Select(activity => activity.Id));
            Assert.Equal(ActivityText.Of(expected), ActivityText.Of(read));
        }
        Assert.Equal(activities.Count, block.Entries.Sum(entry => entry.Count));
    }

    [Fact]
    public void ReadHeader_Block_TellsLengthAndBatch()
    {
        var bytes = Build();
        Assert.Equal((bytes.Length, Batch), LogBlock.ReadHeader("log/x/0", 0, bytes));
    }

    [Fact]
    public void Read_AnyChangedBit_FailsAsCorrupt()
    {
        var bytes = Build();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<CorruptBlobException>(() => LogBlock.Read("log/x/0", 0, changed, 7));
        }
    }

    [Fact]
    public void Read_MutationUnderARightChecksum_NeverFailsOtherwise()
    {
        var random = new Random(32);
        var bytes = Build();
        for (var i = 0; i < 10_000; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(LogBlock.HeaderLength, bytes.Length)] = (byte)random.Next(256);
            BitConverter.TryWriteBytes(changed.AsSpan(12), Crc32C.Compute(changed.AsSpan(16)));
            try
            {
                var block = LogBlock.Read("log/x/0", 0, changed, 7);
                LogSlice.Decode(block.Entries.Select(entry => new LogSlice("log/x/0", 0, block, entry)));
            }
            catch (CorruptBlobException)
            {
            }
        }
    }

    [Fact]
    public void Read_BlockOfAnotherNumberOfPartitions_IsRefused() =>
        Assert.Throws<CorruptBlobException>(() => LogBlock.Read("log/x/0", 0, Build(), 16));

    [Theory]
    [InlineData("", "1", "t")]
    [InlineData("c", "", "t")]
    [InlineData("c", "1", "")]
    public void Encode_MissingId_IsRefused(string contact, string id, string type) =>
        Assert.Throws<ArgumentException>(() => LogChunk.Encode([new Activity(contact, id, type, 1)], 1, 1_000));

    private static byte[] Build() => LogBlock.Build(Batch, 7, LogChunk.Encode(RandomActivities.Many(33, 12, 5), 7, 100_000));
}
