using System.Text;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// The contacts of a partition by number: dense, in the order in which they first appeared, and never taken back.
/// A hash table over UTF-8 in one buffer, some 30 bytes a contact. Not for several threads.
/// </summary>
public sealed class ContactNumbers
{
    private readonly Utf8Table _ids = new();

    /// <summary>How many contacts.</summary>
    public int Count => _ids.Count;

    /// <summary>The id of a contact.</summary>
    public string IdOf(int contact) => Encoding.UTF8.GetString(BytesOf(contact));

    /// <summary>The number of a contact; a new one gets the next.</summary>
    public int FindOrAdd(string id)
    {
        Span<byte> utf8 = stackalloc byte[SegmentLimits.MaxIdBytes];
        if (id.Length == 0 || !Encoding.UTF8.TryGetBytes(id, utf8, out var length))
            throw new ArgumentException($"A contact id has 1 to {SegmentLimits.MaxIdBytes} bytes.", nameof(id));
        return FindOrAdd(utf8[..length]);
    }

    internal int FindOrAdd(ReadOnlySpan<byte> id) => _ids.FindOrAdd(id);

    internal ReadOnlySpan<byte> BytesOf(int contact) => _ids[contact];
}
