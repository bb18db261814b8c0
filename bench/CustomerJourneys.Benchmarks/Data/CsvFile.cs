using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CustomerJourneys.Benchmarks.Data;

/// <summary>A log as CSV.</summary>
internal static class CsvFile
{
    /// <summary>How the import is told which column is what.</summary>
    public const string Mapping = "format=csv&id=id&contactId=contactId&type=type&occurredAt=occurredAt&value=value&url=url&channel=channel&properties=amount";
    private const int RowsAtOnce = 100_000;
    private const int MaxRow = 256;

    private static readonly byte[][] Types = Bytes(ActivityMix.Types);
    private static readonly byte[][] Values = Bytes(ActivityMix.Values);
    private static readonly byte[][] Urls = Bytes(ActivityMix.Urls);
    private static readonly byte[][] Channels = Bytes(ActivityMix.Channels);

    /// <summary>Writes activities in the order given.</summary>
    public static void Write(string path, ReadOnlySpan<GeneratedActivity> activities)
    {
        using var file = File.Create(path);
        file.Write("id,contactId,type,occurredAt,value,url,channel,amount\n"u8);
        var buffer = new byte[RowsAtOnce * MaxRow];
        while (activities.Length > 0)
        {
            var rows = activities[..Math.Min(RowsAtOnce, activities.Length)];
            var end = 0;
            foreach (var activity in rows)
                end = Row(buffer, end, activity);
            file.Write(buffer, 0, end);
            activities = activities[rows.Length..];
        }
    }

    private static int Row(byte[] buffer, int end, in GeneratedActivity activity)
    {
        end = Text(buffer, end, activity.Id);
        end = Text(buffer, end, GeneratedActivity.ContactIdOf(activity.Contact));
        end = Put(buffer, end, Types[activity.Type]);
        end = Time(buffer, end, activity.Time);
        end = Put(buffer, end, activity.ValueCode < 0 ? [] : Values[activity.ValueCode]);
        end = Put(buffer, end, activity.UrlCode < 0 ? [] : Urls[activity.UrlCode]);
        end = Put(buffer, end, Channels[activity.ChannelCode]);
        if (activity.AmountCents >= 0)
        {
            Utf8Formatter.TryFormat(activity.AmountCents / 100m, buffer.AsSpan(end), out var written, new System.Buffers.StandardFormat('F', 2));
            end += written;
        }

        buffer[end++] = (byte)'\n';
        return end;
    }

    private static int Time(byte[] buffer, int end, long time)
    {
        DateTimeOffset.FromUnixTimeMilliseconds(time).TryFormat(buffer.AsSpan(end), out var written, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        buffer[end + written] = (byte)',';
        return end + written + 1;
    }

    private static int Text(byte[] buffer, int end, string text)
    {
        end += Encoding.ASCII.GetBytes(text, buffer.AsSpan(end));
        buffer[end] = (byte)',';
        return end + 1;
    }

    private static int Put(byte[] buffer, int end, ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer.AsSpan(end));
        buffer[end + text.Length] = (byte)',';
        return end + text.Length + 1;
    }

    private static byte[][] Bytes(string[] texts) => Array.ConvertAll(texts, Encoding.UTF8.GetBytes);
}
