using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// Ids for rows that have none, from what they say and from how many equal rows came before in the file: importing a file twice, or
/// with its rows in another order, gives the same ids. The id is a 128-bit hash of the activity, as 22 characters of base64url; the
/// second of equal rows has <c>.1</c> behind it, and so on. The hash is MurmurHash3, which takes a small part of the time of a cryptographic
/// one, and that would cost more than all else that is done for a row. It does not resist who makes rows of one hash on purpose; but the
/// contact is part of it and ids count within a contact, so all that they can bring about is that a later file's row about a contact is taken
/// for another row about the same contact, which whoever writes the rows could as well leave out. In one file not even that: the counting tells them apart.
/// <para>
/// What is hashed, and must never change: the version 1 as a byte, the contact, the type, the time in milliseconds (8 bytes), the five
/// fixed fields, and the properties by name (ordinal), each as its name, 0 and its text or 1 and its number (8 bytes, IEEE 754).
/// A text is its length in bytes (4 bytes) and its UTF-8. All numbers are little-endian.
/// </para>
/// <para>
/// Earlier rows are remembered as 64 of those bits only (see <see cref="RepeatCounts"/>). Should two different rows share them, the later
/// one has a <c>.1</c> that it does not need: it is stored all the same, but if the file is imported again in another order, both
/// rows are stored twice. Among 50 million rows the odds are 1 in 15,000.
/// </para>
/// </summary>
internal sealed class DerivedIds(int maxDistinct)
{
    private const byte Version = 1;

    // 22 characters of hash, a full stop, and a number of up to 10 digits.
    private const int MaxId = 40;
    private readonly RepeatCounts _counts = new(maxDistinct);
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>Gives the next row its id.</summary>
    /// <param name="draft">The row, checked.</param>
    public void AddTo(ActivityDraft draft)
    {
        Write(draft);
        var (first, second) = MurmurHash128.Compute(_bytes.AsSpan(0, _length));
        var before = _counts.Add(first);
        Span<byte> hash = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(hash, first);
        BinaryPrimitives.WriteUInt64BigEndian(hash[sizeof(ulong)..], second);
        Span<byte> id = stackalloc byte[MaxId];
        var length = Base64Url.EncodeToUtf8(hash, id);
        if (before > 0)
        {
            id[length++] = (byte)'.';
            before.TryFormat(id[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
        }

        draft.Set(ActivityPart.Id, id[..length]);
    }

    private void Write(ActivityDraft draft)
    {
        _length = 0;
        Room(1)[0] = Version;
        Text(draft[ActivityPart.ContactId]);
        Text(draft[ActivityPart.Type]);
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), draft.Time);
        for (var part = ActivityPart.Value; part <= ActivityPart.Channel; part++)
            Text(draft[part]);
        var properties = draft.Properties;
        foreach (var property in OrderOf(properties))
        {
            Text(properties.NameOf(property));
            Room(1)[0] = properties.IsNumber(property) ? (byte)1 : (byte)0;
            if (properties.IsNumber(property))
                BinaryPrimitives.WriteDoubleLittleEndian(Room(sizeof(double)), properties.NumberOf(property));
            else
                Text(properties.TextOf(property));
        }
    }

    // By name, ordinally as UTF-16 has it: that is another order than that of UTF-8 for a few characters.
    private static IEnumerable<int> OrderOf(DraftProperties properties) => properties.Count <= 1
        ? Enumerable.Range(0, properties.Count)
        : Enumerable.Range(0, properties.Count).OrderBy(property => Encoding.UTF8.GetString(properties.NameOf(property)), StringComparer.Ordinal);

    private void Text(ReadOnlySpan<byte> utf8)
    {
        var room = Room(sizeof(int) + utf8.Length);
        BinaryPrimitives.WriteInt32LittleEndian(room, utf8.Length);
        utf8.CopyTo(room[sizeof(int)..]);
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        _length += length;
        return _bytes.AsSpan(_length - length, length);
    }
}
