using System.Numerics;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Activities;

/// <summary>
/// Distinct texts by number: dense, in the order in which they first came. A hash table over UTF-8 in one buffer, so that a text costs
/// its bytes and some 20 more, and no object. Not for several threads.
/// </summary>
internal sealed class Utf8Table
{
    private const int FirstSlots = 16;
    private byte[] _bytes = new byte[128];
    private int[] _ends = new int[FirstSlots / 2];
    private uint[] _hashes = new uint[FirstSlots / 2];
    private int[] _slots = new int[FirstSlots];

    /// <summary>How many texts.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of a text.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var start = number == 0 ? 0 : _ends[number - 1];
            return _bytes.AsSpan(start, _ends[number] - start);
        }
    }

    /// <summary>The number of a text; a new one gets the next.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> text)
    {
        var hash = HashOf(text);
        var mask = (uint)_slots.Length - 1;
        var slot = hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var number = _slots[slot] - 1;
            if (_hashes[number] == hash && this[number].SequenceEqual(text))
                return number;
        }

        Add(text, hash);
        _slots[slot] = Count;
        if (Count * 2 > _slots.Length)
            Rehash();
        return Count - 1;
    }

    // The length is mixed in too: number 0 stands for no contact.
    private static uint HashOf(ReadOnlySpan<byte> text) => (uint)(ActivityHash.Compute(0, text) >> 32);

    private void Add(ReadOnlySpan<byte> text, uint hash)
    {
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (_bytes.Length - start < text.Length)
            Array.Resize(ref _bytes, checked((start * 2) + text.Length));
        text.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + text.Length;
        _hashes[Count] = hash;
        Count++;
    }

    private void Rehash()
    {
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Count * 4)];
        var mask = (uint)_slots.Length - 1;
        for (var number = 0; number < Count; number++)
        {
            var slot = _hashes[number] & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = number + 1;
        }
    }
}
