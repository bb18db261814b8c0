using System.Numerics;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// Counts how often each 64-bit fingerprint came, in an open-addressing table: 11 to 22 bytes a distinct fingerprint (8 at a load
/// of 3/8 to 3/4; half as much again while it grows), and some 30 more for one that repeats.
/// </summary>
internal sealed class RepeatCounts(int maxDistinct)
{
    private readonly Dictionary<ulong, int> _repeats = [];
    private ulong[] _slots = new ulong[1024];
    private int _distinct;

    /// <summary>Counts a fingerprint.</summary>
    /// <returns>How often it came before.</returns>
    /// <exception cref="ImportFileException">There are too many.</exception>
    public int Add(ulong fingerprint)
    {
        // 0 marks a free slot.
        fingerprint = Math.Max(fingerprint, 1);
        if (TryInsert(fingerprint))
            return 0;
        var before = _repeats.GetValueOrDefault(fingerprint) + 1;
        _repeats[fingerprint] = before;
        return before;
    }

    private bool TryInsert(ulong fingerprint)
    {
        ref var slot = ref Find(_slots, fingerprint);
        if (slot == fingerprint)
            return false;
        if (_distinct == maxDistinct)
        {
            throw new ImportFileException(
                "import_too_many_rows", $"A file without ids has at most {maxDistinct} distinct rows: name a column of ids, or split the file.");
        }

        slot = fingerprint;
        _distinct++;
        if (_distinct > _slots.Length / 4 * 3)
            Grow();
        return true;
    }

    private static ref ulong Find(ulong[] slots, ulong fingerprint)
    {
        // The fingerprint is part of a good hash: its upper bits are as good a place as any.
        var mask = slots.Length - 1;
        var at = (int)(fingerprint >> (64 - BitOperations.Log2((uint)slots.Length)));
        while (slots[at] != 0 && slots[at] != fingerprint)
            at = (at + 1) & mask;
        return ref slots[at];
    }

    private void Grow()
    {
        var larger = new ulong[_slots.Length * 2];
        foreach (var fingerprint in _slots)
        {
            if (fingerprint != 0)
                Find(larger, fingerprint) = fingerprint;
        }

        _slots = larger;
    }
}
