using System.Text;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Log;

/// <summary>
/// Gives equal texts of a log block the same string, mostly: types, channels and pages repeat, and each would be a string of its own.
/// A slot a hash; the newest text takes the slot. Not for several threads.
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 4096;
    private readonly string?[] _texts = new string?[Slots];

    public string Text(ref ByteReader reader, int maxBytes)
    {
        var bytes = reader.TextBytes(maxBytes);
        if (bytes.IsEmpty)
            return "";
        uint hash = 2166136261;
        foreach (var b in bytes)
            hash = (hash ^ b) * 16777619;
        ref var slot = ref _texts[(hash ^ (hash >> 15)) & (Slots - 1)];
        // Only ASCII is compared: another text is decoded each time.
        if (slot is not null && Ascii.Equals(bytes, slot))
            return slot;
        return slot = reader.Decode(bytes);
    }
}
