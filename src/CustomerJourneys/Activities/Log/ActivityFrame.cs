using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Activities.Log;

/// <summary>One activity as the log holds it; see <c>docs/storage-format.md</c>.</summary>
internal static class ActivityFrame
{
    private const int HasValue = 1, HasTitle = 2, HasUrl = 4, HasReferrer = 8, HasChannel = 16, HasProperties = 32;
    private const int AllFlags = 63;

    public static void Write(ByteWriter target, Activity activity)
    {
        if (activity.OccurredAt is < SegmentLimits.MinTime or > SegmentLimits.MaxTime)
            throw new ArgumentException("An activity occurred before year 1 or after year 9999.", nameof(activity));
        if (activity.ContactId.Length == 0 || activity.Id.Length == 0 || activity.Type.Length == 0)
            throw new ArgumentException("An activity has no contact id, no id or no type.", nameof(activity));
        target.Text(activity.ContactId, SegmentLimits.MaxIdBytes);
        target.Text(activity.Id, SegmentLimits.MaxIdBytes);
        target.Text(activity.Type, SegmentLimits.MaxIdBytes);
        target.Varint((ulong)(activity.OccurredAt - SegmentLimits.MinTime));
        target.Byte((byte)FlagsOf(activity));
        WriteField(target, activity.Value);
        WriteField(target, activity.Title);
        WriteField(target, activity.Url);
        WriteField(target, activity.Referrer);
        WriteField(target, activity.Channel);
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

    public static Activity Read(ref ByteReader reader, BlobPart part, TextPool pool)
    {
        var contactId = pool.Text(ref reader, SegmentLimits.MaxIdBytes);
        var id = reader.Text(SegmentLimits.MaxIdBytes);
        var type = pool.Text(ref reader, SegmentLimits.MaxIdBytes);
        if (contactId.Length == 0 || id.Length == 0 || type.Length == 0)
            part.Fail("an activity has no contact id, no id or no type");
        var occurredAt = (long)reader.Varint(SegmentLimits.MaxTime - SegmentLimits.MinTime) + SegmentLimits.MinTime;
        var flags = reader.Byte();
        if (flags > AllFlags)
            part.Fail("the flags of an activity are unknown");
        return new Activity(contactId, id, type, occurredAt)
        {
            Value = ReadField(ref reader, flags & HasValue, pool),
            Title = ReadField(ref reader, flags & HasTitle, pool),
            Url = ReadField(ref reader, flags & HasUrl, pool),
            Referrer = ReadField(ref reader, flags & HasReferrer, pool),
            Channel = ReadField(ref reader, flags & HasChannel, pool),
            Properties = (flags & HasProperties) == 0 ? [] : ReadProperties(ref reader, part, pool),
        };
    }

    private static ActivityProperty[] ReadProperties(ref ByteReader reader, BlobPart part, TextPool pool)
    {
        var properties = new ActivityProperty[reader.Count(bytesEach: 3)];
        foreach (ref var property in properties.AsSpan())
        {
            var name = pool.Text(ref reader, SegmentLimits.MaxTextBytes);
            var kind = reader.Byte();
            if (kind > 1)
                part.Fail("the kind of a property is unknown");
            property = new ActivityProperty(name, kind == 1
                ? new PropertyValue(reader.Number())
                : new PropertyValue(pool.Text(ref reader, SegmentLimits.MaxTextBytes)));
        }
        return properties;
    }

    private static int FlagsOf(Activity activity) =>
        (activity.Value.Length > 0 ? HasValue : 0)
        | (activity.Title.Length > 0 ? HasTitle : 0)
        | (activity.Url.Length > 0 ? HasUrl : 0)
        | (activity.Referrer.Length > 0 ? HasReferrer : 0)
        | (activity.Channel.Length > 0 ? HasChannel : 0)
        | (activity.Properties.Count > 0 ? HasProperties : 0);

    private static void WriteField(ByteWriter target, string text)
    {
        if (text.Length > 0)
            target.Text(text, SegmentLimits.MaxTextBytes);
    }

    private static string ReadField(ref ByteReader reader, int flag, TextPool pool) =>
        flag == 0 ? "" : pool.Text(ref reader, SegmentLimits.MaxTextBytes);
}
