using System.Text;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Activities.Segments;

/// <summary>Gathers the activities of one type in any order, and writes them as a group.</summary>
internal sealed class GroupBuilder(string type) : IFieldTarget
{
    private readonly ActivityIds _ids = new();
    private readonly Dictionary<string, FieldBuilder> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly FieldBuilder?[] _fixed = new FieldBuilder?[ActivityField.Fixed.Count];
    private readonly Utf8Table _propertyNames = new();
    private readonly List<FieldBuilder> _properties = [];
    private int[] _contacts = [];
    private long[] _times = [];
    private int[] _order = [];
    private int[] _sortedContacts = [];

    public int Count { get; private set; }

    /// <summary>Adds a row, whose fields follow.</summary>
    /// <returns>Its number.</returns>
    public int Add(int contact, long time, ReadOnlySpan<byte> id)
    {
        Grow(Count + 1);
        _ids.Add(id);
        _contacts[Count] = contact;
        _times[Count] = time;
        return Count++;
    }

    public void SetField(int row, int field, ReadOnlySpan<byte> utf8) => (_fixed[field] ??= Field(ActivityField.Fixed[field])).Set(row, utf8);

    public void SetProperty(int row, ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8) => Property(name).Set(row, utf8);

    public void SetProperty(int row, ReadOnlySpan<byte> name, double number) => Property(name).Set(row, number);

    public void Append(SegmentGroupContent group)
    {
        var firstRow = Count;
        Count += group.Columns.Count;
        Grow(Count);
        group.Columns.ContactsByRow().CopyTo(_contacts, firstRow);
        group.Columns.Times.CopyTo(_times, firstRow);
        _ids.Add(group.Ids);
        foreach (var (name, column) in group.Columns.Fields)
            Field(name).Append(firstRow, column);
    }

    /// <summary>Writes contact, time and field columns.</summary>
    public SegmentGroup WriteColumns(ByteWriter segment)
    {
        var (minTime, maxTime) = (long.MaxValue, long.MinValue);
        foreach (var time in _times.AsSpan(0, Count))
        {
            minTime = Math.Min(minTime, time);
            maxTime = Math.Max(maxTime, time);
        }
        if (minTime < SegmentLimits.MinTime || maxTime > SegmentLimits.MaxTime)
            throw new ArgumentException("An activity occurred before year 1 or after year 9999.");
        var times = Sort(minTime, maxTime);
        var block = new ByteWriter(Count * 6);
        KeyBlock.Encode(block, _sortedContacts, times, minTime);
        var keys = Place(segment, block);
        var fields = new List<SegmentField>();
        foreach (var field in _fields.Values.OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            block.Clear();
            if (field.Write(block, _order))
                fields.Add(new SegmentField(field.Name, Place(segment, block)));
        }
        return new SegmentGroup(type, Count, minTime, maxTime, keys, fields, []);
    }

    /// <summary>Writes the id blocks, and appends the hashes of the rows.</summary>
    public IReadOnlyList<SegmentIds> WriteIds(ByteWriter segment, Span<ulong> hashes)
    {
        var blocks = new List<SegmentIds>();
        var block = new ByteWriter(64 * 1024);
        for (var first = 0; first < Count; first += SegmentLimits.IdBlockRows)
        {
            var count = Math.Min(SegmentLimits.IdBlockRows, Count - first);
            var contacts = _sortedContacts.AsSpan(first, count);
            block.Clear();
            IdBlock.Encode(block, contacts, _ids, _order.AsSpan(first, count));
            blocks.Add(new SegmentIds(contacts[0], contacts[^1], count, Place(segment, block)));
        }
        for (var row = 0; row < Count; row++)
            hashes[row] = ActivityHash.Compute(_contacts[row], _ids[row]);
        return blocks;
    }

    private static BlockRef Place(ByteWriter segment, ByteWriter block)
    {
        var place = new BlockRef(segment.Length, block.Length, Crc32C.Compute(block.Written));
        segment.Bytes(block.Written);
        return place;
    }

    private FieldBuilder Field(string name)
    {
        if (!_fields.TryGetValue(name, out var field))
            _fields.Add(name, field = new FieldBuilder(name));
        return field;
    }

    // The same name always comes in the same spelling, mostly: only a new spelling is looked up as a text.
    private FieldBuilder Property(ReadOnlySpan<byte> name)
    {
        var number = _propertyNames.FindOrAdd(name);
        if (number == _properties.Count)
            _properties.Add(Field(ActivityField.PropertyPrefix + Encoding.UTF8.GetString(name)));
        return _properties[number];
    }

    private long[] Sort(long minTime, long maxTime)
    {
        _order = RowOrder.Of(_contacts.AsSpan(0, Count), _times.AsSpan(0, Count), minTime, maxTime);
        _sortedContacts = new int[Count];
        var times = new long[Count];
        for (var i = 0; i < _order.Length; i++)
        {
            _sortedContacts[i] = _contacts[_order[i]];
            times[i] = _times[_order[i]];
        }
        return times;
    }

    private void Grow(int rows)
    {
        if (rows <= _contacts.Length)
            return;
        var size = Math.Max(rows, Math.Max(16, _contacts.Length * 2));
        Array.Resize(ref _contacts, size);
        Array.Resize(ref _times, size);
    }
}
