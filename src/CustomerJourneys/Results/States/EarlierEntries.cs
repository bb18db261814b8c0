using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Results.States;

/// <summary>Finds what stage states say of some contacts, by going through all entries once.</summary>
internal sealed class EarlierEntries
{
    private readonly long[][] _reachTimes;

    private EarlierEntries(StageStatesHead head, int contacts)
        : this(
            [.. head.Stages.Select(stage => (long)stage.Converted)],
            [.. head.Stages.Select(_ => Enumerable.Repeat(PartitionEvaluation.Unreached, contacts).ToArray())])
    {
    }

    /// <summary>Takes what is known otherwise of the contacts.</summary>
    /// <param name="converted">How many of all contacts reached each stage.</param>
    /// <param name="reachTimes">By stage when each of the wanted contacts reached it.</param>
    public EarlierEntries(IReadOnlyList<long> converted, long[][] reachTimes) => (Converted, _reachTimes) = (converted, reachTimes);

    /// <summary>How many of all contacts reached each stage.</summary>
    public IReadOnlyList<long> Converted { get; }

    /// <summary>When each of the contacts reached a stage; <see cref="PartitionEvaluation.Unreached"/> for who did not.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    public ReadOnlySpan<long> ReachTimes(int stage) => _reachTimes[stage];

    /// <summary>Finds contacts.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="bytes">The whole blob.</param>
    /// <param name="contacts">The contacts' ids.</param>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static EarlierEntries Find(string blob, ReadOnlySpan<byte> bytes, ContactIds contacts)
    {
        var length = Math.Min(StageStatesHead.LengthOf(blob, bytes), bytes.Length);
        var head = StageStatesHead.Parse(blob, bytes[..length]);
        var found = new EarlierEntries(head, contacts.Count);
        var places = new ContactPlaces(contacts);
        foreach (var stage in head.Stages)
        {
            for (var number = 0; number < stage.Blocks.Count; number++)
                found.ReadBlock(BlobPart.Of(blob, $"stage {stage.Number}, block {number}"), stage, stage.Blocks[number], bytes, places);
        }

        return found;
    }

    /// <summary>What of these states is replaced once the contacts are evaluated anew.</summary>
    /// <param name="contacts">The contacts' ids.</param>
    public ReplacedContacts ToReplaced(ContactIds contacts)
    {
        var stages = _reachTimes.Length;
        var (converted, stopped, listed) = (new int[stages], new int[stages], new List<int>());
        for (var contact = 0; contact < contacts.Count; contact++)
        {
            var depth = 0;
            while (depth < stages && _reachTimes[depth][contact] != PartitionEvaluation.Unreached)
                converted[depth++]++;
            if (depth == 0)
                continue;
            stopped[depth - 1]++;
            listed.Add(contact);
        }

        listed.Sort((a, b) => contacts[a].SequenceCompareTo(contacts[b]));
        return new ReplacedContacts(contacts.Select([.. listed]), converted, stopped);
    }

    private void ReadBlock(BlobPart part, StageIndex stage, StageBlock block, ReadOnlySpan<byte> bytes, ContactPlaces places)
    {
        if (block.Offset + block.Length > bytes.Length)
            part.Fail("it ends early");
        var content = bytes.Slice((int)block.Offset, block.Length);
        part.Verify(content, block.Length, block.Checksum);
        var reader = new ByteReader(content, part);
        var time = block.Start.Time;
        var times = _reachTimes[stage.Number - 1];
        for (var i = 0; i < block.Entries; i++)
        {
            time += (long)reader.Varint((ulong)(SegmentLimits.MaxTime - time));
            reader.Byte();
            var place = places.Find(reader.TextBytes(StageStatesFormat.MaxIdLength));
            if (place >= 0)
                times[place] = time == StageStatesFormat.NoTime ? PartitionEvaluation.NoTime : time;
        }

        reader.End();
    }
}
