using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>Gathers the activities of one type in any order, and writes them as a group.</summary>
internal sealed class GroupBuilder(string type)
{
    private readonly List<int> _contacts = [];
    private readonly List<long> _times = [];
    private readonly ActivityIds _ids = new();
    private readonly Dictionary<string, FieldBuilder> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FieldBuilder> _properties = new(StringComparer.OrdinalIgnoreCase);
    private FieldBuilder? _value, _title, _url, _referrer, _channel;
    private int[] _order = [];
    private int[] _sortedContacts = [];

    public int Count => _contacts.Count;

    public void Add(int contact, Activity activity)
    {
        var row = _contacts.Count;
        _ids.Add(activity.Id);
        _contacts.Add(contact);
        _times.Add(activity.OccurredAt);
        if (activity.Value.Length > 0)
            (_value ??= Field("value")).Set(row, activity.Value);
        if (activity.Title.Length > 0)
            (_title ??= Field("title")).Set(row, activity.Title);
        if (activity.Url.Length > 0)
            (_url ??= Field("url")).Set(row, activity.Url);
        if (activity.Referrer.Length > 0)
            (_referrer ??= Field("referrer")).Set(row, activity.Referrer);
        if (activity.Channel.Length > 0)
            (_channel ??= Field("channel")).Set(row, activity.Channel);
        foreach (var property in activity.Properties)
            Property(property.Name).Set(row, property.Value);
    }

    public void Append(SegmentGroupContent group)
    {
        var firstRow = _contacts.Count;
        _contacts.AddRange(group.Columns.ContactsByRow());
        _times.AddRange(group.Columns.Times);
        for (var row = 0; row < group.Ids.Count; row++)
            _ids.Add(group.Ids[row]);
        foreach (var (name, column) in group.Columns.Fields)
            Field(name).Append(firstRow, column);
    }

    /// <summary>Writes contact, time and field columns.</summary>
    public SegmentGroup WriteColumns(ByteWriter segment)
    {
        Sort();
        var times = new long[Count];
        var (minTime, maxTime) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = _times[_order[i]];
            minTime = Math.Min(minTime, times[i]);
            maxTime = Math.Max(maxTime, times[i]);
        }
        if (minTime < SegmentLimits.MinTime || maxTime > SegmentLimits.MaxTime)
            throw new ArgumentException("An activity occurred before year 1 or after year 9999.");
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

    private FieldBuilder Property(string name)
    {
        if (!_properties.TryGetValue(name, out var field))
            _properties.Add(name, field = Field("properties." + name));
        return field;
    }

    private void Sort()
    {
        var keys = new RowKey[Count];
        for (var row = 0; row < keys.Length; row++)
            keys[row] = new RowKey(_contacts[row], _times[row], row);
        Array.Sort(keys);
        _order = new int[Count];
        _sortedContacts = new int[Count];
        for (var i = 0; i < keys.Length; i++)
        {
            _order[i] = keys[i].Row;
            _sortedContacts[i] = keys[i].Contact;
        }
    }

    private readonly record struct RowKey(int Contact, long Time, int Row) : IComparable<RowKey>
    {
        public int CompareTo(RowKey other)
        {
            if (Contact != other.Contact)
                return Contact < other.Contact ? -1 : 1;
            if (Time != other.Time)
                return Time < other.Time ? -1 : 1;
            return Row.CompareTo(other.Row);
        }
    }
}
