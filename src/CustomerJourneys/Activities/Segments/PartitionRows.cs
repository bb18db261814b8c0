using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// The rows of one commit to one partition: contacts numbered, repeats among them dropped (the first stays), the rest of each row left in
/// its frame until it goes into a column.
/// </summary>
public sealed class PartitionRows
{
    private readonly IReadOnlyList<FrameSlice> _slices;
    private readonly ContactNumbers _contacts;
    private readonly Utf8Table _types = new();
    private readonly Row[] _rows;

    private PartitionRows(IReadOnlyList<FrameSlice> slices, ContactNumbers contacts)
    {
        _slices = slices;
        _contacts = contacts;
        _rows = new Row[slices.Sum(slice => slice.Count)];
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The types that occur, each as it is spelled; spellings that differ in case only are several here.</summary>
    public IReadOnlyList<string> Types { get; private set; } = [];

    /// <summary>Reads the frames of a commit.</summary>
    /// <param name="slices">The frames, in the order in which they came.</param>
    /// <param name="contacts">The partition's contacts; those that are new are added.</param>
    /// <exception cref="CorruptBlobException">A frame is damaged.</exception>
    public static PartitionRows Read(IReadOnlyList<FrameSlice> slices, ContactNumbers contacts)
    {
        var rows = new PartitionRows(slices, contacts);
        for (var slice = 0; slice < slices.Count; slice++)
            rows.Read(slice);
        rows.Types = [.. Enumerable.Range(0, rows._types.Count).Select(type => Encoding.UTF8.GetString(rows._types[type]))];
        rows.DropRepeats();
        return rows;
    }

    /// <summary>The contact's number of a row.</summary>
    public int ContactOf(int row) => _rows[row].Contact;

    /// <summary>The type of a row, as its place in <see cref="Types"/>.</summary>
    public int TypeOf(int row) => _rows[row].Type;

    /// <summary>The hash of a row's contact and activity id; see <see cref="ActivityHash"/>.</summary>
    public ulong HashOf(int row) => _rows[row].Hash;

    /// <summary>The activity id of a row.</summary>
    public ReadOnlySpan<byte> IdOf(int row) => IdOf(_rows[row]);

    /// <summary>Drops the rows at the given places; the others keep their order.</summary>
    public void Drop(IReadOnlySet<int> repeats)
    {
        var kept = 0;
        for (var row = 0; row < Count; row++)
        {
            if (!repeats.Contains(row))
                _rows[kept++] = _rows[row];
        }

        Count = kept;
    }

    /// <summary>Which contacts the rows change.</summary>
    public PartitionChanges Changes()
    {
        var byType = new List<int>[Types.Count];
        for (var row = 0; row < Count; row++)
            (byType[_rows[row].Type] ??= []).Add(_rows[row].Contact);
        var changed = new ChangedContacts();
        for (var type = 0; type < byType.Length; type++)
        {
            foreach (var contact in byType[type] ?? [])
                changed.Add(Types[type], contact);
        }

        return changed.Build();
    }

    internal long TimeOf(int row) => _rows[row].Time;

    /// <summary>Hands over the fields of a row.</summary>
    /// <param name="row">The row here.</param>
    /// <param name="targetRow">The row there.</param>
    /// <param name="target">Takes them.</param>
    internal void ReadFields(int row, int targetRow, IFieldTarget target)
    {
        var slice = _slices[_rows[row].Slice];
        var reader = new ByteReader(slice.Frames[_rows[row].Fields..], slice.Part);
        ActivityFrame.ReadFields(ref reader, slice.Part, targetRow, target);
    }

    private void Read(int number)
    {
        var slice = _slices[number];
        var frames = slice.Frames;
        var reader = new ByteReader(frames, slice.Part);
        for (var i = 0; i < slice.Count; i++)
        {
            var parts = ActivityFrame.ReadParts(ref reader, slice.Part);
            var id = Slice(frames, parts.Id);
            if (!Utf8.IsValid(id))
                slice.Part.Fail("an id is not UTF-8");
            var contact = NumberOf(Slice(frames, parts.ContactId), slice.Part);
            _rows[Count++] = new Row(
                ActivityHash.Compute(contact, id), parts.OccurredAt, contact, TypeNumberOf(Slice(frames, parts.Type), slice.Part), number, parts.Id.Start, parts.Id.Length, parts.Fields);
        }

        reader.End();
    }

    private int NumberOf(ReadOnlySpan<byte> contactId, BlobPart part)
    {
        var known = _contacts.Count;
        var contact = _contacts.FindOrAdd(contactId);
        if (contact == known && !Utf8.IsValid(contactId))
            part.Fail("a contact id is not UTF-8");
        return contact;
    }

    private int TypeNumberOf(ReadOnlySpan<byte> type, BlobPart part)
    {
        var known = _types.Count;
        var number = _types.FindOrAdd(type);
        if (number == known && !Utf8.IsValid(type))
            part.Fail("a type is not UTF-8");
        return number;
    }

    private void DropRepeats()
    {
        var slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, Count * 2))];
        var mask = slots.Length - 1;
        var kept = 0;
        for (var row = 0; row < Count; row++)
        {
            ref var candidate = ref _rows[row];
            var slot = (int)candidate.Hash & mask;
            while (slots[slot] != 0 && !IsSame(_rows[slots[slot] - 1], candidate))
                slot = (slot + 1) & mask;
            if (slots[slot] != 0)
                continue;
            _rows[kept] = candidate;
            slots[slot] = ++kept;
        }

        Count = kept;
    }

    private bool IsSame(in Row left, in Row right) =>
        left.Hash == right.Hash && left.Contact == right.Contact && IdOf(left).SequenceEqual(IdOf(right));

    private ReadOnlySpan<byte> IdOf(in Row row) => _slices[row.Slice].Frames.Slice(row.IdStart, row.IdLength);

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> frames, (int Start, int Length) range) => frames.Slice(range.Start, range.Length);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Row(ulong Hash, long Time, int Contact, int Type, int Slice, int IdStart, int IdLength, int Fields);
}
