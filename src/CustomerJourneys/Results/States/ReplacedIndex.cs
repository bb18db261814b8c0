using System.Collections.Frozen;
using System.Text;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Results.States;

/// <summary>What states of some contacts replace of the earlier states of all.</summary>
/// <param name="Converted">How many of the replaced contacts had reached each stage.</param>
/// <param name="Stopped">How many of them had reached each stage and no later one.</param>
/// <param name="Count">How many contacts are replaced.</param>
/// <param name="Offset">Where their ids are: bytes from the start of the blob.</param>
/// <param name="Length">How many bytes they have.</param>
/// <param name="Checksum">CRC-32C of these bytes.</param>
internal sealed record ReplacedIndex(IReadOnlyList<int> Converted, IReadOnlyList<int> Stopped, int Count, long Offset, int Length, uint Checksum)
{
    private FrozenSet<string>? _ids;

    /// <summary>Whether a contact is replaced. Only once the ids are loaded.</summary>
    public bool Contains(string contactId) => _ids!.Contains(contactId);

    /// <summary>Takes the ids.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="bytes">The bytes at <see cref="Offset"/>.</param>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public void Load(string blob, ReadOnlySpan<byte> bytes)
    {
        var part = BlobPart.Of(blob, "replaced");
        part.Verify(bytes, Length, Checksum);
        var reader = new ByteReader(bytes, part);
        var ids = new List<string>();
        ReadOnlySpan<byte> previous = [];
        while (reader.Remaining > 0)
        {
            var id = reader.TextBytes(StageStatesFormat.MaxIdLength);
            if (id.IsEmpty || !Ascii.IsValid(id) || id.SequenceCompareTo(previous) <= 0)
                part.Fail("the ids are not in order");
            ids.Add(Encoding.ASCII.GetString(id));
            previous = id;
        }

        if (ids.Count != Count)
            part.Fail("the counts of the head and of the ids differ");
        _ids = ids.ToFrozenSet(StringComparer.Ordinal);
    }
}
