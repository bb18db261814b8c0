using System.Buffers.Binary;
using System.Numerics;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Results.States;

/// <summary>Finds contacts by the bytes of their ids, mostly in vain: a hash table of a quarter full at most, so that one look usually tells.</summary>
internal sealed class ContactPlaces
{
    private readonly ContactIds _ids;
    private readonly int[] _slots;
    private readonly int _shift;

    public ContactPlaces(ContactIds ids)
    {
        _ids = ids;
        _slots = new int[Math.Max(16, BitOperations.RoundUpToPowerOf2((uint)ids.Count * 4))];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        for (var contact = 0; contact < ids.Count; contact++)
        {
            var slot = SlotOf(ids[contact]);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = contact + 1;
        }
    }

    /// <summary>The number of a contact among the ids, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        for (var slot = SlotOf(id); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_ids[_slots[slot] - 1].SequenceEqual(id))
                return _slots[slot] - 1;
        }

        return -1;
    }

    private int SlotOf(ReadOnlySpan<byte> id)
    {
        const ulong odd = 0x9e3779b97f4a7c15;
        var hash = (ulong)id.Length * odd;
        for (; id.Length >= sizeof(ulong); id = id[sizeof(ulong)..])
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(id)) * odd, 29);
        ulong rest = 0;
        foreach (var b in id)
            rest = (rest << 8) | b;
        return (int)(((hash ^ rest) * odd) >> _shift);
    }
}
