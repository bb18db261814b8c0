using System.Numerics;
using System.Text;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// The contacts of a partition by number: dense, in the order in which they first appeared, and never taken back.
/// A hash table over UTF-8 in one buffer, some 30 bytes a contact. Not for several threads.
/// </summary>
public sealed class ContactNumbers
{
    private byte[] _bytes = new byte[1024];
    private int[] _ends = new int[64];
    private uint[] _hashes = new uint[64];
    private int[] _slots = new int[128];

    /// <summary>How many contacts.</summary>
    public int Count { get; private set; }

    /// <summary>The id of a contact.</summary>
    public string IdOf(int contact) => Encoding.UTF8.GetString(BytesOf(contact));

    /// <summary>The number of a contact; a new one gets the next.</summary>
    public int FindOrAdd(string id)
    {
        Span<byte> utf8 = stackalloc byte[SegmentLimits.MaxIdBytes];
        if (id.Length == 0 || !Encoding.UTF8.TryGetBytes(id, utf8, out var length))
            throw new ArgumentException($"A contact id has 1 to {SegmentLimits.MaxIdBytes} bytes.", nameof(id));
        return FindOrAdd(utf8[..length]);
    }

    internal int FindOrAdd(ReadOnlySpan<byte> id)
    {
        // The length is no part of the key's bytes, but of the hash: number 0 stands for no contact.
        var hash = (uint)(ActivityHash.Compute(0, id) >> 32);
        var mask = (uint)_slots.Length - 1;
        var slot = hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var contact = _slots[slot] - 1;
            if (_hashes[contact] == hash && BytesOf(contact).SequenceEqual(id))
                return contact;
        }
        Add(id, hash);
        _slots[slot] = Count;
        if (Count * 2 > _slots.Length)
            Rehash();
        return Count - 1;
    }

    internal ReadOnlySpan<byte> BytesOf(int contact)
    {
        var start = contact == 0 ? 0 : _ends[contact - 1];
        return _bytes.AsSpan(start, _ends[contact] - start);
    }

    private void Add(ReadOnlySpan<byte> id, uint hash)
    {
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }
        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (_bytes.Length - start < id.Length)
            Array.Resize(ref _bytes, checked((start * 2) + id.Length));
        id.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + id.Length;
        _hashes[Count] = hash;
        Count++;
    }

    private void Rehash()
    {
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Count * 4)];
        var mask = (uint)_slots.Length - 1;
        for (var contact = 0; contact < Count; contact++)
        {
            var slot = _hashes[contact] & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = contact + 1;
        }
    }
}
