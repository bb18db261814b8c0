using System.Text;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Activities.Log;

/// <summary>
/// One activity as the log holds it; see <c>docs/storage-format.md</c>. From where it is read until it lies in columns an activity has
/// this form alone, so that no object stands for it.
/// </summary>
internal static class ActivityFrame
{
    private const int Texts = 5;
    private const int HasProperties = 1 << Texts;
    private const int AllFlags = 63;

    /// <summary>Writes a draft that was checked.</summary>
    /// <param name="target">Takes the frame.</param>
    /// <param name="draft">The activity.</param>
    public static void Write(ByteWriter target, ActivityDraft draft)
    {
        WriteKey(target, draft[ActivityPart.ContactId], draft[ActivityPart.Id], draft[ActivityPart.Type], draft.Time);
        var flags = draft.Properties.Count > 0 ? HasProperties : 0;
        for (var text = 0; text < Texts; text++)
            flags |= draft[ActivityPart.Value + text].IsEmpty ? 0 : 1 << text;
        target.Byte((byte)flags);
        for (var text = 0; text < Texts; text++)
        {
            if ((flags & (1 << text)) != 0)
                target.Utf8(draft[ActivityPart.Value + text], SegmentLimits.MaxTextBytes);
        }

        if (flags < HasProperties)
            return;
        var properties = draft.Properties;
        target.Varint(properties.Count);
        for (var i = 0; i < properties.Count; i++)
        {
            target.Utf8(properties.NameOf(i), SegmentLimits.MaxTextBytes);
            target.Byte(properties.IsNumber(i) ? (byte)1 : (byte)0);
            if (properties.IsNumber(i))
                target.Number(properties.NumberOf(i));
            else
                target.Utf8(properties.TextOf(i), SegmentLimits.MaxTextBytes);
        }
    }

    /// <summary>Writes an activity.</summary>
    /// <exception cref="ArgumentException">It breaks the limits of the format.</exception>
    public static void Write(ByteWriter target, Activity activity)
    {
        WriteKey(target, Encoding.UTF8.GetBytes(activity.ContactId), Encoding.UTF8.GetBytes(activity.Id), Encoding.UTF8.GetBytes(activity.Type), activity.OccurredAt);
        ReadOnlySpan<string> texts = [activity.Value, activity.Title, activity.Url, activity.Referrer, activity.Channel];
        var flags = activity.Properties.Count > 0 ? HasProperties : 0;
        for (var text = 0; text < Texts; text++)
            flags |= texts[text].Length > 0 ? 1 << text : 0;
        target.Byte((byte)flags);
        foreach (var text in texts)
        {
            if (text.Length > 0)
                target.Text(text, SegmentLimits.MaxTextBytes);
        }

        if (activity.Properties.Count == 0)
            return;
        target.Varint(activity.Properties.Count);
        foreach (var (name, value) in activity.Properties)
        {
            target.Text(name, SegmentLimits.MaxTextBytes);
            target.Byte(value.IsNumber ? (byte)1 : (byte)0);
            if (value.IsNumber)
                target.Number(double.IsFinite(value.Number) ? value.Number : throw new ArgumentException("A number is not finite.", nameof(activity)));
            else
                target.Text(value.Text, SegmentLimits.MaxTextBytes);
        }
    }

    /// <summary>Reads where the parts of the next frame lie, and passes it.</summary>
    public static FrameParts ReadParts(ref ByteReader reader, BlobPart part)
    {
        var contact = ReadRange(ref reader);
        var id = ReadRange(ref reader);
        var type = ReadRange(ref reader);
        if (contact.Length == 0 || id.Length == 0 || type.Length == 0)
            part.Fail("an activity has no contact id, no id or no type");
        var occurredAt = (long)reader.Varint(SegmentLimits.MaxTime - SegmentLimits.MinTime) + SegmentLimits.MinTime;
        var fields = reader.Position;
        var flags = reader.Byte();
        if (flags > AllFlags)
            part.Fail("the flags of an activity are unknown");
        for (var rest = flags & (HasProperties - 1); rest != 0; rest &= rest - 1)
            reader.TextBytes(SegmentLimits.MaxTextBytes);
        if ((flags & HasProperties) != 0)
        {
            for (var properties = reader.Count(bytesEach: 3); properties > 0; properties--)
            {
                reader.TextBytes(SegmentLimits.MaxTextBytes);
                if (IsNumber(ref reader, part))
                    reader.Number();
                else
                    reader.TextBytes(SegmentLimits.MaxTextBytes);
            }
        }

        return new FrameParts(contact, id, type, occurredAt, fields);
    }

    /// <summary>Hands over the fields of a frame that was read before.</summary>
    /// <param name="reader">Stands at <see cref="FrameParts.Fields"/>.</param>
    /// <param name="part">What is read, for errors.</param>
    /// <param name="row">The row that they are of.</param>
    /// <param name="target">Takes them.</param>
    public static void ReadFields(ref ByteReader reader, BlobPart part, int row, IFieldTarget target)
    {
        var flags = reader.Byte();
        for (var text = 0; text < Texts; text++)
        {
            if ((flags & (1 << text)) != 0)
                target.SetField(row, text, reader.TextBytes(SegmentLimits.MaxTextBytes));
        }

        if ((flags & HasProperties) == 0)
            return;
        for (var properties = reader.Count(bytesEach: 3); properties > 0; properties--)
        {
            var name = reader.TextBytes(SegmentLimits.MaxTextBytes);
            if (IsNumber(ref reader, part))
                target.SetProperty(row, name, reader.Number());
            else
                target.SetProperty(row, name, reader.TextBytes(SegmentLimits.MaxTextBytes));
        }
    }

    /// <summary>Reads a frame as an object: for tests, and for stores in memory.</summary>
    public static Activity Read(ref ByteReader reader, BlobPart part)
    {
        var contactId = reader.Text(SegmentLimits.MaxIdBytes);
        var id = reader.Text(SegmentLimits.MaxIdBytes);
        var type = reader.Text(SegmentLimits.MaxIdBytes);
        if (contactId.Length == 0 || id.Length == 0 || type.Length == 0)
            part.Fail("an activity has no contact id, no id or no type");
        var occurredAt = (long)reader.Varint(SegmentLimits.MaxTime - SegmentLimits.MinTime) + SegmentLimits.MinTime;
        var flags = reader.Byte();
        if (flags > AllFlags)
            part.Fail("the flags of an activity are unknown");
        var texts = new string[Texts];
        for (var text = 0; text < Texts; text++)
            texts[text] = (flags & (1 << text)) == 0 ? "" : reader.Text(SegmentLimits.MaxTextBytes);
        return new Activity(contactId, id, type, occurredAt)
        {
            Value = texts[0],
            Title = texts[1],
            Url = texts[2],
            Referrer = texts[3],
            Channel = texts[4],
            Properties = (flags & HasProperties) == 0 ? [] : ReadProperties(ref reader, part),
        };
    }

    private static ActivityProperty[] ReadProperties(ref ByteReader reader, BlobPart part)
    {
        var properties = new ActivityProperty[reader.Count(bytesEach: 3)];
        foreach (ref var property in properties.AsSpan())
        {
            var name = reader.Text(SegmentLimits.MaxTextBytes);
            property = new ActivityProperty(name, IsNumber(ref reader, part) ? new PropertyValue(reader.Number()) : new PropertyValue(reader.Text(SegmentLimits.MaxTextBytes)));
        }

        return properties;
    }

    private static void WriteKey(ByteWriter target, ReadOnlySpan<byte> contactId, ReadOnlySpan<byte> id, ReadOnlySpan<byte> type, long occurredAt)
    {
        if (occurredAt is < SegmentLimits.MinTime or > SegmentLimits.MaxTime)
            throw new ArgumentException("An activity occurred before year 1 or after year 9999.", nameof(occurredAt));
        if (contactId.IsEmpty || id.IsEmpty || type.IsEmpty)
            throw new ArgumentException("An activity has no contact id, no id or no type.", nameof(contactId));
        target.Utf8(contactId, SegmentLimits.MaxIdBytes);
        target.Utf8(id, SegmentLimits.MaxIdBytes);
        target.Utf8(type, SegmentLimits.MaxIdBytes);
        target.Varint((ulong)(occurredAt - SegmentLimits.MinTime));
    }

    private static bool IsNumber(ref ByteReader reader, BlobPart part)
    {
        var kind = reader.Byte();
        if (kind > 1)
            part.Fail("the kind of a property is unknown");
        return kind == 1;
    }

    private static (int Start, int Length) ReadRange(ref ByteReader reader)
    {
        var length = reader.TextBytes(SegmentLimits.MaxIdBytes).Length;
        return (reader.Position - length, length);
    }
}

/// <summary>Where the parts of a frame lie in its bytes.</summary>
internal readonly record struct FrameParts((int Start, int Length) ContactId, (int Start, int Length) Id, (int Start, int Length) Type, long OccurredAt, int Fields);

/// <summary>Takes the fields of rows.</summary>
internal interface IFieldTarget
{
    /// <summary>Takes a fixed field by its place in <see cref="ActivityField.Fixed"/>; it is not empty.</summary>
    void SetField(int row, int field, ReadOnlySpan<byte> utf8);

    /// <summary>Takes a property.</summary>
    void SetProperty(int row, ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8);

    /// <summary>Takes a property.</summary>
    void SetProperty(int row, ReadOnlySpan<byte> name, double number);
}
