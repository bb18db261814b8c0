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

    private readonly byte[] _segment;
    private readonly SegmentIndex _index;

    private StoredPartition(byte[] segment, string[] contactIds)
    {
        _segment = segment;
        _index = SegmentContent.Read("segment", segment).Index;
        ContactIds = contactIds;
    }

    /// <summary>The ids of its contacts, by number.</summary>
    public string[] ContactIds { get; }

    /// <summary>How many activities it holds.</summary>
    public long Activities => _index.Activities;

    /// <summary>All partitions of a log, with the activities of some types; all types when none is named.</summary>
    public static StoredPartition[] BuildAll(GeneratedLog log, IReadOnlyCollection<string> types)
    {
        var members = new List<int>[GeneratedLog.Partitions];
        for (var partition = 0; partition < members.Length; partition++)
            members[partition] = [];
        for (var contact = 0; contact < log.Contacts; contact++)
            members[PartitionMap.PartitionOf(GeneratedActivity.ContactIdOf(contact), members.Length)].Add(contact);
        var partitions = new StoredPartition[members.Length];
        Parallel.For(0, partitions.Length, TwoThreads.Options, partition => partitions[partition] = Build(members[partition], types));
        return partitions;
    }

    /// <summary>Decodes what a journey reads.</summary>
    public IReadOnlyList<ActivityColumns> Decode(CompiledJourney journey)
    {
        var blocks = new SegmentBlocks(_index);
        var parts = new List<ActivityColumns>();
        foreach (var group in _index.Groups.Where(group => journey.Types.Contains(group.Type, StringComparer.OrdinalIgnoreCase)))
        {
            var (contacts, times) = blocks.Keys(group, Bytes(group.Keys));
            var fields = new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase);
            foreach (var field in group.Fields.Where(field => journey.Fields.Contains(field.Name, StringComparer.OrdinalIgnoreCase)))
                fields.Add(field.Name, blocks.Field(group, field, Bytes(field.Block)));
            parts.Add(new ActivityColumns(group.Type, contacts, times, fields));
        }

        return parts;
    }

    /// <summary>Evaluates a journey over what <see cref="Decode"/> gave.</summary>
    public PartitionEvaluation Evaluate(CompiledJourney journey, IReadOnlyList<ActivityColumns> parts) =>
        JourneyEvaluator.Evaluate(journey, parts, ContactColumns.None, ContactIds.Length, DataAsOf, CancellationToken.None);

    private static StoredPartition Build(List<int> contacts, IReadOnlyCollection<string> types)
    {
        var builder = new SegmentBuilder();
        var ids = new string[contacts.Count];
        var activities = new List<GeneratedActivity>();
        var wanted = Array.ConvertAll(ActivityMix.Types, type => types.Count == 0 || types.Contains(type, StringComparer.OrdinalIgnoreCase));
        for (var number = 0; number < ids.Length; number++)
        {
            ids[number] = GeneratedActivity.ContactIdOf(contacts[number]);
            GeneratedLog.Fill(activities, contacts[number]);
            foreach (var activity in activities)
            {
                if (wanted[activity.Type])
                    builder.Add(number, activity.ToActivity(ids[number]));
            }
        }

        return new StoredPartition(builder.Build().Bytes, ids);
    }

    private ReadOnlySpan<byte> Bytes(BlockRef block) => _segment.AsSpan((int)block.Offset, block.Length);
}
