using System.Buffers.Binary;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Testing.Activities;
using CustomerJourneys.Testing.Fuzzing;

namespace CustomerJourneys.Tests.Activities.Fuzzing;

/// <summary>Damaged contact dictionaries, log blocks and changes, with the checksums that they were written with and with checksums put right.</summary>
public sealed class BlobFuzzTests
{
    private const int Partitions = 4;
    private static readonly List<Activity> Activities = [.. RandomActivities.Many(1, 60, 20)];

    [Theory]
    [InlineData(false, 6_000)]
    [InlineData(true, 6_000)]
    public void ReadContacts_Damaged_IsRefusedOrRight(bool rightChecksum, int mutations)
    {
        var written = new ContactNumbers();
        for (var i = 0; i < 40; i++)
            written.FindOrAdd("contact-" + i);
        var blob = ContactNumbersBlob.Write(written, 0);
        var expected = Ids(written);
        var fuzz = new Fuzz("contacts/0000/0-a", 1);

        fuzz.Run(mutations, random => Damage(random, blob, rightChecksum, checksumAt: 16, checkedFrom: 20), bytes =>
        {
            var contacts = new ContactNumbers();
            ContactNumbersBlob.ReadInto(contacts, "contacts/0000/0-a", bytes, 40);
            return contacts;
        }, contacts =>
        {
            Assert.Equal(40, contacts.Count);
            if (!rightChecksum)
                Assert.Equal(expected, Ids(contacts));
        });

        Assert.InRange(fuzz.Refused, mutations / 3, mutations - 1);
    }

    [Theory]
    [InlineData(false, 6_000)]
    [InlineData(true, 8_000)]
    public void ReadLogBlock_Damaged_IsRefusedOrRight(bool rightChecksum, int mutations)
    {
        var block = LogBlock.Build("0123456789abcdef0123456789abcdef", Partitions, LogChunk.Encode(Activities, Partitions, 2_000));
        var expected = ActivityText.Of(Activities);
        var fuzz = new Fuzz("log/a/00000000", 2);

        fuzz.Run(mutations, random => WithLength(Damage(random, block, rightChecksum, checksumAt: 12, checkedFrom: 16), rightChecksum), bytes =>
        {
            var read = LogBlock.Read("log/a/00000000", 4096, bytes, Partitions);
            return LogSlice.Decode(read.Entries.Select(entry => new LogSlice("log/a/00000000", 4096, read, entry)));
        }, activities =>
        {
            Assert.All(activities, activity => Assert.True(activity.Id.Length > 0 && activity.ContactId.Length > 0 && activity.Type.Length > 0));
            Assert.All(activities, activity => Assert.InRange(activity.OccurredAt, SegmentLimits.MinTime, SegmentLimits.MaxTime));
            if (!rightChecksum)
                Assert.Equal(expected, ActivityText.Of(activities));
        });

        Assert.InRange(fuzz.Refused, mutations / 3, mutations - 1);
    }

    [Theory]
    [InlineData(false, 6_000)]
    [InlineData(true, 6_000)]
    public void ReadChanges_Damaged_IsRefusedOrRight(bool rightChecksum, int mutations)
    {
        var changed = new ChangedContacts();
        foreach (var (activity, contact) in Activities.Select((activity, i) => (activity, i * 7)))
            changed.Add(activity.Type, contact);
        changed.AddWholly(3);
        var blob = ChangesBlob.Write(17, changed.Build());
        var expected = blob.ToArray();
        var fuzz = new Fuzz("changes/0000/17-a", 3);

        fuzz.Run(mutations, random => Damage(random, blob, rightChecksum, checksumAt: 8, checkedFrom: 12), bytes => ChangesBlob.Read("changes/0000/17-a", bytes, 17, 500), changes =>
        {
            foreach (var contacts in changes.ByType.Values.Append(changes.Wholly))
            {
                Assert.All(contacts, contact => Assert.InRange(contact, 0, 499));
                Assert.Equal(contacts.Distinct().Order(), contacts);
            }
            if (!rightChecksum)
                Assert.Equal(expected, ChangesBlob.Write(17, changes));
        });

        Assert.InRange(fuzz.Refused, mutations / 3, mutations - 1);
    }

    [Theory]
    [InlineData(false, 4_000)]
    [InlineData(true, 6_000)]
    public void ReadRemovedContacts_Damaged_IsRefusedOrRight(bool rightChecksum, int mutations)
    {
        var key = new ErasureKey("a secret of tests only");
        var removed = RemovedContacts.None.WithMerged(3, "bob", "ada").WithErased(9, "eve", key).WithMerged(7, "cy", "bob").WithErased(200, "dan", key);
        var blob = RemovedContactsBlob.Write(removed);
        var fuzz = new Fuzz("removed/0000/17-a", 4);

        fuzz.Run(mutations, random => Damage(random, blob, rightChecksum, checksumAt: 8, checkedFrom: 12), bytes => RemovedContactsBlob.Read("removed/0000/17-a", bytes, 4, 300), read =>
        {
            Assert.Equal(4, read.All.Count);
            Assert.Equal(read.All.Select(contact => contact.Contact).Distinct().Order(), read.All.Select(contact => contact.Contact));
            Assert.All(read.All, contact => Assert.InRange(contact.Contact, 0, 299));
            if (!rightChecksum)
                Assert.Equal(blob, RemovedContactsBlob.Write(read));
        });

        Assert.InRange(fuzz.Refused, mutations / 3, mutations - 1);
    }

    private static IEnumerable<string> Ids(ContactNumbers contacts) => Enumerable.Range(0, contacts.Count).Select(contacts.IdOf);

    private static byte[] Damage(Random random, byte[] blob, bool rightChecksum, int checksumAt, int checkedFrom)
    {
        if (!rightChecksum)
            return Mutations.Of(random, blob);
        byte[] damaged = [.. blob[..checkedFrom], .. Mutations.Of(random, blob.AsSpan(checkedFrom))];
        BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(checksumAt), Crc32C.Compute(damaged.AsSpan(checkedFrom)));
        return damaged;
    }

    private static byte[] WithLength(byte[] block, bool rightChecksum)
    {
        if (rightChecksum)
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(8), block.Length);
        return block;
    }
}
