using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Tests.Activities.Segments;

public sealed class ContactNumbersTests
{
    [Fact]
    public void FindOrAdd_ManyContacts_NumbersThemDenselyAndForGood()
    {
        var contacts = new ContactNumbers();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 10_000; i++)
                Assert.Equal(i, contacts.FindOrAdd($"contact-{i}"));
        }
        Assert.Equal(10_000, contacts.Count);
        Assert.Equal("contact-4711", contacts.IdOf(4711));
    }

    [Fact]
    public void FindOrAdd_IdsThatDifferInCase_AreTwoContacts()
    {
        var contacts = new ContactNumbers();
        Assert.NotEqual(contacts.FindOrAdd("Ada"), contacts.FindOrAdd("ada"));
    }

    [Fact]
    public void ReadInto_Stretches_GiveTheDictionaryBack()
    {
        var contacts = Numbered(500);
        var again = new ContactNumbers();
        ContactNumbersBlob.ReadInto(again, "d", ContactNumbersBlob.Write(Numbered(200), 0), 200);
        ContactNumbersBlob.ReadInto(again, "d", ContactNumbersBlob.Write(contacts, 200), 300);

        Assert.Equal(Enumerable.Range(0, 500).Select(contacts.IdOf), Enumerable.Range(0, again.Count).Select(again.IdOf));
    }

    [Fact]
    public void ReadInto_AnotherStretch_IsRefused() =>
        Assert.Throws<CorruptBlobException>(() => ContactNumbersBlob.ReadInto(Numbered(100), "d", ContactNumbersBlob.Write(Numbered(300), 200), 100));

    [Fact]
    public void ReadInto_AnyChangedBit_FailsAsCorrupt()
    {
        var bytes = ContactNumbersBlob.Write(Numbered(20), 0);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<CorruptBlobException>(() => ContactNumbersBlob.ReadInto(new ContactNumbers(), "d", changed, 20));
        }
    }

    private static ContactNumbers Numbered(int count)
    {
        var contacts = new ContactNumbers();
        for (var i = 0; i < count; i++)
            contacts.FindOrAdd($"contact-{i}");
        return contacts;
    }
}
