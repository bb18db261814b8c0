using System.Buffers.Binary;
using System.Text;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// Makes texts of valid UTF-8, mostly giving equal short texts the same string, since contacts, types and channels repeat from row to row.
/// A slot a hash; the newest text takes the slot. Not for several threads.
/// </summary>
internal sealed class FieldTexts
{
    private const int Slots = 4096;
    private const int MaxShared = 64;
    private readonly string?[] _texts = new string?[Slots];
    private byte[] _unescaped = [];

    /// <summary>A text that is likely to come again.</summary>
    public string Shared(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        if (utf8.Length > MaxShared)
            return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _texts[SlotOf(utf8)];
        // Only ASCII is compared: another text is decoded each time.
        if (slot is not null && Ascii.Equals(utf8, slot))
            return slot;
        return slot = Encoding.UTF8.GetString(utf8);
    }

    /// <summary>A text whose quotes are doubled.</summary>
    public string Unescaped(ReadOnlySpan<byte> utf8)
    {
        if (_unescaped.Length < utf8.Length)
            _unescaped = new byte[utf8.Length];
        var length = 0;
        for (var at = 0; at < utf8.Length; at++)
        {
            _unescaped[length++] = utf8[at];
            if (utf8[at] == '"')
                at++;
        }

        return Encoding.UTF8.GetString(_unescaped.AsSpan(0, length));
    }

    // The first and the last eight bytes are enough to spread what differs in real columns.
    private static int SlotOf(ReadOnlySpan<byte> utf8)
    {
        ulong first = 0, last = 0;
        if (utf8.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(utf8);
            last = BinaryPrimitives.ReadUInt64LittleEndian(utf8[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var b in utf8)
                first = (first << 8) | b;
        }

        var hash = (first ^ (last * 0xff51afd7ed558ccd) ^ (uint)utf8.Length) * 0x9e3779b97f4a7c15;
        return (int)(hash >> 52);
    }
}
