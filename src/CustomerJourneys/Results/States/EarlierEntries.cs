using CustomerJourneys.Activities.Binary;
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
    /// <param name="head">The head of the states.</param>
    /// <param name="body">All their blocks.</param>
    /// <param name="contacts">How many contacts are sought.</param>
    /// <param name="places">For each number of the partition which of these it is, or -1.</param>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static EarlierEntries Find(string blob, StageStatesHead head, ReadOnlySpan<byte> body, int contacts, int[] places)
    {
        var found = new EarlierEntries(head, contacts);
        if (head.Contacts > places.Length)
            BlobPart.Of(blob, "head").Fail("it has more contacts than the partition");
        foreach (var stage in head.Stages)
        {
            for (var number = 0; number < stage.Blocks.Count; number++)
            {
                var block = stage.Blocks[number];
                if (block.Offset + block.Length > body.Length)
                    BlobPart.Of(blob, $"stage {stage.Number}, block {number}").Fail("it ends early");
                found.Take(stage.Number - 1, StageBlockReader.Read(
                    blob, head, stage.Number, number, body.Slice((int)block.Offset, block.Length), stoppedOnly: false), places);
            }
        }

        return found;
    }

    /// <summary>What of these states is replaced once the contacts are evaluated anew.</summary>
    /// <param name="contacts">The contacts' numbers, ascending.</param>
    public ReplacedContacts ToReplaced(int[] contacts)
    {
        var stages = _reachTimes.Length;
        var (converted, stopped, listed) = (new int[stages], new int[stages], new List<int>());
        for (var place = 0; place < contacts.Length; place++)
        {
            var depth = 0;
            while (depth < stages && _reachTimes[depth][place] != PartitionEvaluation.Unreached)
                converted[depth++]++;
            if (depth == 0)
                continue;
            stopped[depth - 1]++;
            listed.Add(contacts[place]);
        }

        return new ReplacedContacts([.. listed], converted, stopped);
    }

    private void Take(int stage, StageEntries entries, int[] places)
    {
        for (var i = 0; i < entries.Contacts.Length; i++)
        {
            var place = places[entries.Contacts[i]];
            if (place >= 0)
                _reachTimes[stage][place] = entries.Times[i] == StageStatesFormat.NoTime ? PartitionEvaluation.NoTime : entries.Times[i];
        }
    }
}
