using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Contacts;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Benchmarks.Comparison;

/// <summary>
/// A partition in memory: its segment as it would be stored, and the columns that are decoded from it. The one place that knows how the product
/// holds activities; everything is written and read by the product's own code.
/// </summary>
internal sealed class StoredPartition
{
    private static readonly DateTimeOffset DataAsOf = DateTimeOffset.FromUnixTimeMilliseconds(GeneratedLog.End);

    private readonly SealedSegment _segment;
    private readonly SegmentIndex _index;

    private StoredPartition(SealedSegment segment, string[] contactIds)
    {
        _segment = segment;
        _index = ReadIndex();
        ContactIds = CustomerJourneys.Activities.ContactIds.Of(contactIds);
    }

    /// <summary>The ids of its contacts, by number.</summary>
    public ContactIds ContactIds { get; }

    /// <summary>How many activities it holds.</summary>
    public long Activities => _index.Activities;

    /// <summary>All partitions of a log, with the activities of some types.</summary>
    public static StoredPartition[] BuildAll(GeneratedLog log, IReadOnlyCollection<string> types)
    {
        var wanted = Array.ConvertAll(ActivityMix.Types, types.Contains);
        var members = new List<int>[GeneratedLog.Partitions];
        for (var partition = 0; partition < members.Length; partition++)
            members[partition] = [];
        for (var contact = 0; contact < log.Contacts; contact++)
            members[PartitionMap.PartitionOf(GeneratedActivity.ContactIdOf(contact), members.Length)].Add(contact);
        var partitions = new StoredPartition[members.Length];
        Parallel.For(0, partitions.Length, TwoThreads.Options, partition => partitions[partition] = Build(members[partition], activity => wanted[activity.Type]));
        return partitions;
    }

    /// <summary>A partition of some contacts, with those of their activities that a condition lets in.</summary>
    public static StoredPartition Build(List<int> contacts, Predicate<GeneratedActivity> isWanted)
    {
        var builder = new SegmentBuilder();
        var ids = new string[contacts.Count];
        var activities = new List<GeneratedActivity>();
        for (var number = 0; number < ids.Length; number++)
        {
            ids[number] = GeneratedActivity.ContactIdOf(contacts[number]);
            GeneratedLog.Fill(activities, contacts[number]);
            foreach (var activity in activities)
            {
                if (isWanted(activity))
                    builder.Add(number, activity.ToActivity(ids[number]));
            }
        }

        return new StoredPartition(builder.Build(), ids);
    }

    /// <summary>From the stored bytes to the contacts per stage: footer, blocks, evaluation.</summary>
    public long[] CountFromBytes(CompiledJourney journey) => Evaluate(journey, DecodeBy(ReadIndex(), journey)).CountConverted();

    /// <summary>Decodes what a journey reads.</summary>
    public IReadOnlyList<ActivityColumns> Decode(CompiledJourney journey) => DecodeBy(_index, journey);

    private List<ActivityColumns> DecodeBy(SegmentIndex index, CompiledJourney journey)
    {
        var blocks = new SegmentBlocks(index);
        var parts = new List<ActivityColumns>();
        foreach (var group in index.Groups.Where(group => journey.Types.Contains(group.Type, StringComparer.OrdinalIgnoreCase)))
        {
            var (runContacts, runStarts, times) = blocks.Keys(group, Bytes(group.Keys));
            var fields = new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase);
            foreach (var field in group.Fields.Where(field => journey.Fields.Contains(field.Name, StringComparer.OrdinalIgnoreCase)))
                fields.Add(field.Name, blocks.Field(group, field, Bytes(field.Block)));
            parts.Add(new ActivityColumns(group.Type, runContacts, runStarts, times, fields));
        }

        return parts;
    }

    /// <summary>Evaluates a journey over what <see cref="Decode"/> gave.</summary>
    public PartitionEvaluation Evaluate(CompiledJourney journey, IReadOnlyList<ActivityColumns> parts) =>
        JourneyEvaluator.Evaluate(journey, parts, ContactColumns.None, ContactIds.Count, DataAsOf, CancellationToken.None);

    private ReadOnlySpan<byte> Bytes(BlockRef block) => _segment.Bytes.AsSpan((int)block.Offset, block.Length);

    private SegmentIndex ReadIndex() => SegmentIndex.Parse("segment", _segment.FooterOffset, _segment.Bytes.AsSpan(_segment.FooterOffset));
}
