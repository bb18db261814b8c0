using System.Text;

namespace CustomerJourneys.Activities.Segments;

/// <summary>Activity ids by row, as UTF-8 in one buffer: a segment holds too many of them for a string each.</summary>
public sealed class ActivityIds
{
    private byte[] _bytes = [];
    private int[] _ends = [];

    /// <summary>How many ids.</summary>
    public int Count { get; private set; }

    /// <summary>The UTF-8 bytes of a row's id.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var start = row == 0 ? 0 : _ends[row - 1];
            return _bytes.AsSpan(start, _ends[row] - start);
        }
    }

    /// <summary>A row's id.</summary>
    public string TextOf(int row) => Encoding.UTF8.GetString(this[row]);

    /// <summary>Appends a row.</summary>
    public void Add(string id)
    {
        var target = Room(Encoding.UTF8.GetByteCount(id));
        Append(Encoding.UTF8.GetBytes(id, target));
    }

    /// <summary>Appends a row.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        Append(utf8.Length);
    }

    /// <summary>Appends all rows of another.</summary>
    public void Add(ActivityIds ids)
    {
        if (ids.Count == 0)
            return;
        var (start, bytes) = (Count == 0 ? 0 : _ends[Count - 1], ids._ends[ids.Count - 1]);
        if (_bytes.Length - start < bytes)
            Array.Resize(ref _bytes, checked(start + bytes));
        ids._bytes.AsSpan(0, bytes).CopyTo(_bytes.AsSpan(start));
        if (_ends.Length < Count + ids.Count)
            Array.Resize(ref _ends, Count + ids.Count);
        for (var row = 0; row < ids.Count; row++)
            _ends[Count + row] = start + ids._ends[row];
        Count += ids.Count;
    }

    private Span<byte> Room(int length)
    {
        if (length is 0 or > SegmentLimits.MaxIdBytes)
            throw new ArgumentException($"An activity id has 1 to {SegmentLimits.MaxIdBytes} bytes.");
        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (_bytes.Length - start < length)
            Array.Resize(ref _bytes, checked(Math.Max(256, (start * 2) + length)));
        return _bytes.AsSpan(start);
    }

    private void Append(int length)
    {
        if (Count == _ends.Length)
            Array.Resize(ref _ends, Math.Max(16, Count * 2));
        _ends[Count] = (Count == 0 ? 0 : _ends[Count - 1]) + length;
        Count++;
    }
}
