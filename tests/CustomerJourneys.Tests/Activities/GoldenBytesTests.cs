using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Tests.Activities.Segments;

namespace CustomerJourneys.Tests.Activities;

/// <summary>
/// The stored bytes themselves. A change here is a change of the format: stores that exist would no longer be read, so it needs
/// a new version number and a reader of both. The tables of <c>docs/storage-format.md</c> explain each byte.
/// </summary>
public sealed class GoldenBytesTests
{
    private static readonly Activity[] Activities =
    [
        new("ada", "a1", "pagevisit", 1_767_225_660_000) { Url = "/pricing" },
        new("bob", "b1", "pagevisit", 1_767_225_600_000) { Url = "/" },
        new("ada", "a2", "Pagevisit", 1_767_225_720_000) { Url = "/pricing", Properties = [new("seats", new PropertyValue(5)), new("plan", new PropertyValue("pro"))] },
        new("ada", "a3", "signup", 1_767_225_720_001),
    ];

    private static readonly ulong[] Hashes = [0x617d63836a6a4e8e, 0x82d35d022538bed2, 0x35abab15ee8c8ab1, 0xbb8c90e06ac0b9c5];

    [Fact]
    public void Segment_Bytes_AreTheFormat()
    {
        Golden.AssertEqual("segment-2.hex", SegmentSample.Build(Activities).Bytes);
    }

    // The second version says how many bits its filter keeps; the first segments of it kept 18.
    [Theory]
    [InlineData("segment-1.hex", 1)]
    [InlineData("segment-2-18-filter-bits.hex", 2)]
    public void Segment_OfAnEarlierTime_IsReadAsTheSame(string file, int version)
    {
        var first = SegmentContent.Read("s", Golden.Bytes(file));
        var current = SegmentContent.Read("s", Golden.Bytes("segment-2.hex"));

        Assert.Equal((version, 2), (first.Index.Version, current.Index.Version));
        Assert.Equal(SegmentSample.Lines(current), SegmentSample.Lines(first));
        Assert.All(
            first.Groups.SelectMany(group => Enumerable.Range(0, group.Ids.Count).Select(row => ActivityHash.Compute(group.Columns.ContactsByRow()[row], group.Ids[row]))),
            hash => Assert.True(first.Index.Filter.Contains(PageOf(first, file), hash) && !first.Index.Filter.Contains(PageOf(first, file), ~hash)));
    }

    [Fact]
    public void LogBlock_Bytes_AreTheFormat()
    {
        var bytes = LogBlock.Build("0123456789abcdef0123456789abcdef", 16, LogChunk.Encode(Activities, 16, 1_000));
        Golden.AssertEqual("log-block-1.hex", bytes);
    }

    [Fact]
    public void ContactNumbers_Bytes_AreTheFormat()
    {
        var contacts = new ContactNumbers();
        contacts.FindOrAdd("ada");
        contacts.FindOrAdd("bob");
        Golden.AssertEqual("contacts-1.hex", ContactNumbersBlob.Write(contacts, 0));
    }

    [Fact]
    public void Changes_Bytes_AreTheFormat()
    {
        var changed = new ChangedContacts();
        changed.AddWholly(2);
        changed.Add("signup", 3);
        foreach (var contact in (int[])[500, 0, 1, 0])
            changed.Add("pagevisit", contact);
        Golden.AssertEqual("changes-1.hex", ChangesBlob.Write(17, changed.Build()));
    }

    [Fact]
    public void RemovedContacts_Bytes_AreTheFormat()
    {
        var removed = RemovedContacts.None.WithMerged(1, "bob", "ada").WithErased(300, "eve", new ErasureKey("a secret of tests only"));
        Golden.AssertEqual("removed-1.hex", RemovedContactsBlob.Write(removed));
        Assert.Equal(removed.All, RemovedContactsBlob.Read("r", Golden.Bytes("removed-1.hex"), 2, 301).All);
    }

    [Fact]
    public void ActivityHash_KnownIds_HaveTheKnownHashes() =>
        Assert.Equal<ulong[]>(
            Hashes,
            [ActivityHash.Compute(0, "a1"u8), ActivityHash.Compute(1, "a1"u8), ActivityHash.Compute(7, "0123456789abcdef"u8), ActivityHash.Compute(7, "0123456789abcdefg"u8)]);

    private static ReadOnlySpan<byte> PageOf(SegmentContent segment, string file) =>
        Golden.Bytes(file).AsSpan((int)segment.Index.Filter.Pages[0].Offset, segment.Index.Filter.Pages[0].Length);
}
