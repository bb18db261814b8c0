using System.Buffers.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// The 64-bit hash of a contact's number and an activity id that segment filters are made of. Part of the stored format.
/// Each 8 bytes are mixed in by a multiplication and a shift, and the finaliser of MurmurHash3 (Appleby) spreads the rest.
/// </summary>
public static class ActivityHash
{
    /// <summary>The hash.</summary>
    /// <param name="contact">The contact's number in its partition.</param>
    /// <param name="id">The activity id in UTF-8.</param>
    public static ulong Compute(int contact, ReadOnlySpan<byte> id)
    {
        var hash = Mix(((ulong)(uint)contact << 32) | (uint)id.Length, 0);
        var rest = id;
        while (rest.Length >= sizeof(ulong))
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            rest = rest[sizeof(ulong)..];
        }
        hash = Mix(hash, Padded(id, rest));
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    /// <summary>What is left behind the last whole word, as a word that zeros fill up.</summary>
    private static ulong Padded(ReadOnlySpan<byte> id, ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
            return 0;
        // The last eight bytes, of which the rest is the upper end.
        if (id.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64LittleEndian(id[^sizeof(ulong)..]) >> (8 * (sizeof(ulong) - rest.Length));
        ulong word = 0;
        for (var i = 0; i < rest.Length; i++)
            word |= (ulong)rest[i] << (8 * i);
        return word;
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        hash = (hash ^ word) * 0x9e3779b97f4a7c15;
        return hash ^ (hash >> 32);
    }
}
