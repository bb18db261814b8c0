using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Activities.Log;
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

    private static readonly string[] Segment =
    [
        "434a534701000000045307070301010303010000000000000000050101077072",
        "6f02000000000000000003030100150200000000000000000501112f70726963",
        "696e67032f04000000000000000008c065520301010000000000000000070301",
        "0105050561316132623100000000000000000301056133000000000000000083",
        "637d61959a29e684add0fc347268ff0505137061676576697369740700a8da76",
        "9b010000c07cdc769b01000011253ee98d4d071f70726f706572746965732e70",
        "6c616e3521ca3ebad52170726f706572746965732e7365617473551dfb567a62",
        "0775726c712df477967e030103bb2b98bf12160d7369676e757003c17cdc769b",
        "010000c17cdc769b0100009d1fff560ed301030101e51bea505f7300ff213e2c",
        "5191930000003090850301000000434a5345",
    ];

    private static readonly string[] Block =
    [
        "434a4c4201000000ba00000031611ff90123456789abcdef0123456789abcdef",
        "10000000050103371307e907626f62056231137061676576697369744000c083",
        "440f1d04032f076164610561311370616765766973697440303584440f1d0411",
        "2f70726963696e6707616461056132135061676576697369744060aa84440f1d",
        "24112f70726963696e67050b736561747301000000000000144009706c616e00",
        "0770726f076164610561330d7369676e7570c060aa84440f1d00",
    ];

    private static readonly string[] Contacts =
    [
        "434a4344010000000000000002000000a18825e30761646107626f62",
    ];

    private static readonly string[] Changes =
    [
        "434a43480100000047ab14682303050513706167657669736974070101ca070d",
        "7369676e75700307",
    ];

    private static readonly ulong[] Hashes = [0x617d63836a6a4e8e, 0x82d35d022538bed2, 0x35abab15ee8c8ab1, 0xbb8c90e06ac0b9c5];

    [Fact]
    public void Segment_Bytes_AreTheFormat()
    {
        var bytes = SegmentSample.Build(Activities).Bytes;
        Assert.Equal(Segment, Lines(bytes));
        Assert.Equal(4, SegmentContent.Read("s", Convert.FromHexString(string.Concat(Segment))).Index.Activities);
    }

    [Fact]
    public void LogBlock_Bytes_AreTheFormat()
    {
        var bytes = LogBlock.Build("0123456789abcdef0123456789abcdef", 16, LogChunk.Encode(Activities, 16, 1_000));
        Assert.Equal(Block, Lines(bytes));
    }

    [Fact]
    public void ContactNumbers_Bytes_AreTheFormat()
    {
        var contacts = new ContactNumbers();
        contacts.FindOrAdd("ada");
        contacts.FindOrAdd("bob");
        Assert.Equal(Contacts, Lines(ContactNumbersBlob.Write(contacts, 0)));
    }

    [Fact]
    public void Changes_Bytes_AreTheFormat()
    {
        var changed = new ChangedContacts();
        changed.AddWholly(2);
        changed.Add("signup", 3);
        foreach (var contact in (int[])[500, 0, 1, 0])
            changed.Add("pagevisit", contact);
        Assert.Equal(Changes, Lines(ChangesBlob.Write(17, changed.Build())));
    }

    [Fact]
    public void ActivityHash_KnownIds_HaveTheKnownHashes() =>
        Assert.Equal<ulong[]>(
            Hashes,
            [ActivityHash.Compute(0, "a1"u8), ActivityHash.Compute(1, "a1"u8), ActivityHash.Compute(7, "0123456789abcdef"u8), ActivityHash.Compute(7, "0123456789abcdefg"u8)]);

    private static string[] Lines(byte[] bytes) => [.. bytes.Chunk(32).Select(Convert.ToHexStringLower)];
}
