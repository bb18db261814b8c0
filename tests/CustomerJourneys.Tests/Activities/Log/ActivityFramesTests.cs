using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Tests.Activities.Log;

public sealed class ActivityFramesTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(5, 1_000)]
    [InlineData(300, 100_000)]
    public void Group_ManyBlocks_GivesEachPartitionItsActivitiesInOrder(int partitions, int bytesEach)
    {
        var activities = RandomActivities.Many(61, 700, 90);
        var frames = ActivityFrames.Of(activities, bytesEach);
        var bytes = frames.Bytes;

        var chunks = frames.Group(partitions);

        Assert.Equal(700, frames.Count);
        Assert.Equal(bytes, chunks.Sum(chunk => (long)chunk.Length));
        for (var partition = 0; partition < partitions; partition++)
        {
            var decoded = new List<Activity>();
            foreach (var chunk in chunks)
            {
                foreach (var entry in chunk.Entries.Where(entry => entry.Partition == partition))
                    chunk.SliceOf(entry).Decode(decoded);
            }

            var expected = activities.Where(activity => PartitionMap.PartitionOf(activity.ContactId, partitions) == partition).ToList();
            Assert.Equal(expected.Select(activity => activity.Id), decoded.Select(activity => activity.Id));
            Assert.Equal(ActivityText.Of(expected), ActivityText.Of(decoded));
        }
    }

    [Fact]
    public void Group_SmallerChunksWanted_CutsBlocks()
    {
        var chunks = ActivityFrames.Of(RandomActivities.Many(62, 500, 90)).Group(4, maxBytes: 2_000);

        Assert.All(chunks.SkipLast(1), chunk => Assert.InRange(chunk.Length, 1_000, 2_500));
        Assert.Equal(500, chunks.Sum(chunk => chunk.Activities));
    }

    [Fact]
    public void Group_Twice_IsRefused()
    {
        var frames = ActivityFrames.Of(RandomActivities.Many(63, 5, 2));
        frames.Group(1);

        Assert.Throws<InvalidOperationException>(() => frames.Group(1));
    }
}
