using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>Decodes single blocks of a segment, wherever they were read from. Each is verified against the footer first.</summary>
/// <param name="index">The segment's footer.</param>
public sealed class SegmentBlocks(SegmentIndex index)
{
    /// <summary>The contact and the time column of a group, as <see cref="ActivityColumns"/> holds them.</summary>
    /// <exception cref="SegmentCorruptException">The block is damaged.</exception>
    public (int[] RunContacts, int[] RunStarts, long[] Times) Keys(SegmentGroup group, ReadOnlySpan<byte> block)
    {
        var part = Part(group, "contact and time");
        part.Verify(block, group.Keys.Length, group.Keys.Checksum);
        return KeyBlock.Decode(block, group, index.ContactsEnd, part);
    }

    /// <summary>A field column of a group.</summary>
    /// <exception cref="SegmentCorruptException">The block is damaged.</exception>
    public FieldColumn Field(SegmentGroup group, SegmentField field, ReadOnlySpan<byte> block)
    {
        var part = Part(group, field.Name);
        part.Verify(block, field.Block.Length, field.Block.Checksum);
        return FieldBlock.Decode(block, group.Count, part);
    }

    /// <summary>The contact and the time column of a group, of some contacts alone.</summary>
    /// <param name="group">The group.</param>
    /// <param name="block">Its block.</param>
    /// <param name="contacts">The numbers of the wanted contacts, ascending.</param>
    /// <exception cref="SegmentCorruptException">The block is damaged.</exception>
    public SelectedKeys Keys(SegmentGroup group, ReadOnlySpan<byte> block, ReadOnlySpan<int> contacts)
    {
        var part = Part(group, "contact and time");
        part.Verify(block, group.Keys.Length, group.Keys.Checksum);
        return SelectedKeys.Decode(block, group, index.ContactsEnd, contacts, part);
    }

    /// <summary>A field column of a group, of some rows alone.</summary>
    /// <param name="group">The group.</param>
    /// <param name="field">The field.</param>
    /// <param name="block">Its block.</param>
    /// <param name="rows">The rows, as <see cref="SelectedKeys.Rows"/> names them.</param>
    /// <exception cref="SegmentCorruptException">The block is damaged.</exception>
    public FieldColumn Field(SegmentGroup group, SegmentField field, ReadOnlySpan<byte> block, int[] rows)
    {
        var part = Part(group, field.Name);
        part.Verify(block, field.Block.Length, field.Block.Checksum);
        return FieldBlock.Decode(block, group.Count, rows, part);
    }

    /// <summary>The activity ids of one of a group's id blocks, which are appended, and their contacts.</summary>
    /// <exception cref="SegmentCorruptException">The block is damaged.</exception>
    public int[] Ids(SegmentGroup group, SegmentIds block, ReadOnlySpan<byte> bytes, ActivityIds ids)
    {
        var part = Part(group, "ids");
        part.Verify(bytes, block.Block.Length, block.Block.Checksum);
        var contacts = new int[block.Count];
        IdBlock.Decode(bytes, block, index.ContactsEnd, contacts, ids, part);
        return contacts;
    }

    /// <summary>Verifies a page of the filter, and gives how many activities are in it.</summary>
    /// <exception cref="SegmentCorruptException">The page is damaged.</exception>
    public int VerifyFilterPage(int number, ReadOnlySpan<byte> page) => index.Filter.Verify(number, page, index.Segment);

    private BlobPart Part(SegmentGroup group, string block) => BlobPart.OfSegment(index.Segment, $"group '{group.Type}', {block}");
}
