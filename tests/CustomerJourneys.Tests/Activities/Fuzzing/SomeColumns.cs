using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Tests.Activities.Fuzzing;

/// <summary>What an evaluation and a check for repeats read: the footer, contact, time and one field of one type, an id block and a filter page; nothing else.</summary>
internal sealed record SomeColumns(ActivityColumns Columns, ActivityIds Ids, bool Filtered)
{
    public string Text =>
        $"{string.Join(' ', Columns.ContactsByRow())} {string.Join(' ', Columns.Times)} "
        + string.Join(' ', Columns.Fields.Values.SelectMany(column => column.Codes.Select(code => column.Values[code].Text)))
        + string.Join(' ', Enumerable.Range(0, Ids.Count).Select(Ids.TextOf)) + Filtered;

    public static SomeColumns Read(string name, int footerOffset, byte[] bytes)
    {
        var index = SegmentIndex.Parse(name, footerOffset, Slice(bytes, footerOffset, bytes.Length));
        var blocks = new SegmentBlocks(index);
        var group = index.Groups[0];
        var (runContacts, runStarts, times) = blocks.Keys(group, Slice(bytes, group.Keys));
        var fields = group.Fields.Where(field => field.Name == "properties.both").ToDictionary(field => field.Name, field => blocks.Field(group, field, Slice(bytes, field.Block)));
        var ids = new ActivityIds();
        blocks.Ids(group, group.Ids[0], Slice(bytes, group.Ids[0].Block), ids);
        var page = Slice(bytes, index.Filter.Pages[0]);
        blocks.VerifyFilterPage(0, page);
        return new SomeColumns(new ActivityColumns(group.Type, runContacts, runStarts, times, fields), ids, index.Filter.Contains(page, ActivityHash.Compute(runContacts[0], ids[0])));
    }

    private static ReadOnlySpan<byte> Slice(byte[] bytes, BlockRef block) => Slice(bytes, block.Offset, block.End);

    // A range beyond the end of a blob gives what there is.
    private static ReadOnlySpan<byte> Slice(byte[] bytes, long start, long end) =>
        bytes.AsSpan((int)Math.Min(start, bytes.Length)..(int)Math.Min(end, bytes.Length));
}
