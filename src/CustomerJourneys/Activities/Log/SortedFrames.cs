using System.Text;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Contacts;

namespace CustomerJourneys.Activities.Log;

/// <summary>What is to become of the activities of a contact.</summary>
public enum ContactFate
{
    /// <summary>They are stored.</summary>
    Kept,

    /// <summary>They are another contact's now.</summary>
    Moved,

    /// <summary>They fall.</summary>
    Dropped,
}

/// <summary>Frames sorted by what is to become of them. Those that are stored stay in their form and order.</summary>
/// <param name="Kept">What is stored.</param>
/// <param name="Moved">What is another contact's now, still under the id that it came with.</param>
/// <param name="Dropped">How many fall.</param>
public sealed record SortedFrames(IReadOnlyList<FrameSlice> Kept, IReadOnlyList<Activity> Moved, int Dropped)
{
    /// <summary>Sorts frames.</summary>
    /// <param name="slices">The frames.</param>
    /// <param name="oldest">Whatever occurred before this time falls; what was said of contacts does not age.</param>
    /// <param name="fateOf">Asked once for each contact id.</param>
    /// <exception cref="CorruptBlobException">A frame is damaged.</exception>
    public static SortedFrames Sort(IReadOnlyList<FrameSlice> slices, long oldest, Func<string, ContactFate> fateOf)
    {
        var ids = new Utf8Table();
        var fates = new List<ContactFate>();
        var (kept, moved, dropped) = (new List<FrameSlice>(slices.Count), new List<Activity>(), 0);
        foreach (var slice in slices)
        {
            var reader = new ByteReader(slice.Frames, slice.Part);
            var own = new ByteWriter(slice.Frames.Length);
            var count = 0;
            for (var i = 0; i < slice.Count; i++)
            {
                var start = reader.Position;
                var parts = ActivityFrame.ReadParts(ref reader, slice.Part);
                var frame = slice.Frames[start..reader.Position];
                var contact = ids.FindOrAdd(slice.Frames.Slice(parts.ContactId.Start, parts.ContactId.Length));
                if (contact == fates.Count)
                    fates.Add(fateOf(Encoding.UTF8.GetString(ids[contact])));
                if (fates[contact] == ContactFate.Dropped || (parts.OccurredAt < oldest && !IsContactRow(slice.Frames.Slice(parts.Type.Start, parts.Type.Length))))
                {
                    dropped++;
                }
                else if (fates[contact] == ContactFate.Moved)
                {
                    var one = new ByteReader(frame, slice.Part);
                    moved.Add(ActivityFrame.Read(ref one, slice.Part));
                }
                else
                {
                    own.Bytes(frame);
                    count++;
                }
            }

            reader.End();
            if (count == slice.Count)
                kept.Add(slice);
            else if (count > 0)
                kept.Add(new FrameSlice(own.ToArray(), new LogBlockEntry(0, count, 0, own.Length), slice.Part));
        }

        return new SortedFrames(kept, moved, dropped);
    }

    private static bool IsContactRow(ReadOnlySpan<byte> type) => ContactRow.IsType(Encoding.UTF8.GetString(type));
}
