using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Tests.Activities.Segments;

public sealed class PartitionRowsTests
{
    [Fact]
    public void Read_Repeats_KeepsTheFirstOfEachContactAndId()
    {
        Activity[] activities = [New("ada", "1", "a"), New("ada", "1", "b"), New("bob", "1", "c"), New("ada", "2", "d"), New("bob", "1", "e")];

        var rows = Read(activities, out _);

        Assert.Equal(["a", "c", "d"], Enumerable.Range(0, rows.Count).Select(row => rows.Types[rows.TypeOf(row)]));
        Assert.Equal([0, 1, 0], Enumerable.Range(0, rows.Count).Select(rows.ContactOf));
        Assert.True(rows.IdOf(2).SequenceEqual("2"u8));
        Assert.Equal(ActivityHash.Compute(1, "1"u8), rows.HashOf(1));
    }

    [Fact]
    public void Read_ManyWithRepeats_KeepsEachOnce()
    {
        var activities = RandomActivities.Many(51, 3_000, 40);
        Activity[] all = [.. activities, .. activities[..1_500], .. activities];
        new Random(52).Shuffle(all);

        var rows = Read(all, out var contacts);

        Assert.Equal(
            activities.Select(activity => (activity.ContactId, activity.Id)).Order(),
            Enumerable.Range(0, rows.Count).Select(row => (contacts.IdOf(rows.ContactOf(row)), System.Text.Encoding.UTF8.GetString(rows.IdOf(row)))).Order());
    }

    [Fact]
    public void Drop_SomeRows_BuildsASegmentOfTheOthersWithoutTheirTypes()
    {
        var rows = Read([New("ada", "1", "a"), New("ada", "2", "b"), New("bob", "3", "a")], out _);
        rows.Drop(new HashSet<int> { 1 });
        var builder = new SegmentBuilder();

        builder.Add(rows);

        var content = SegmentContent.Read("s", builder.Build().Bytes);
        Assert.Equal(["a"], content.Groups.Select(group => group.Columns.Type));
        Assert.Equal(2, content.Index.Activities);
    }

    [Fact]
    public void Changes_Rows_NamesTheContactsOfEachType()
    {
        var changes = Read([New("ada", "1", "a"), New("bob", "2", "a"), New("bob", "3", "b"), New("ada", "4", "A")], out _).Changes();

        Assert.Equal([0, 1], changes.ByType["a"]);
        Assert.Equal([1], changes.ByType["b"]);
    }

    [Theory]
    [InlineData("contact")]
    [InlineData("id")]
    [InlineData("type")]
    public void Read_TextThatIsNoUtf8_FailsAsCorrupt(string part)
    {
        var block = LogBlock.Build(new string('0', 32), 1, LogChunk.Encode([New("ada", "id1", "signup")], 1, 1_000));
        var text = part switch { "contact" => "ada"u8, "id" => "id1"u8, _ => "signup"u8 };
        block[block.AsSpan().IndexOf(text)] = 0xFF;
        BitConverter.TryWriteBytes(block.AsSpan(12), Crc32C.Compute(block.AsSpan(16)));
        var read = LogBlock.Read("log/x/0", 0, block, 1);

        Assert.Throws<CorruptBlobException>(() => PartitionRows.Read([new LogSlice("log/x/0", 0, read, read.Entries[0]).Frames], new ContactNumbers()));
    }

    private static Activity New(string contact, string id, string type) => new(contact, id, type, 5);

    private static PartitionRows Read(IReadOnlyList<Activity> activities, out ContactNumbers contacts)
    {
        contacts = new ContactNumbers();
        return PartitionRows.Read([.. LogChunk.Encode(activities, 1, 10_000).Select(chunk => chunk.SliceOf(chunk.Entries[0]))], contacts);
    }
}
