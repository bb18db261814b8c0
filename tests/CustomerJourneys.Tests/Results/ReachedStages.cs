using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Tests.Results;

/// <summary>A contact and when it reached each stage, in milliseconds since 1970; as many times as stages.</summary>
internal sealed record Witness(string ContactId, params long[] Times)
{
    public int Depth => Times.Length;
}

/// <summary>Evaluations made by hand or at random.</summary>
internal static class ReachedStages
{
    /// <summary>The contacts, by number as they come.</summary>
    public static PartitionEvaluation Evaluate(int stages, IReadOnlyList<Witness> witnesses)
    {
        var evaluation = new PartitionEvaluation(stages, witnesses.Count, 0);
        for (var stage = 0; stage < stages; stage++)
            evaluation.RoomFor(stage, 0, witnesses.Count).Fill(PartitionEvaluation.Unreached);
        for (var i = 0; i < witnesses.Count; i++)
            evaluation.Set(i, witnesses[i].Times, isInexact: false);

        return evaluation;
    }

    /// <summary>The states of one journey as they are stored.</summary>
    public static byte[] Blob(string journeyId, PartitionEvaluation evaluation)
    {
        using var states = StageStates.Encode(evaluation);
        return Blob((journeyId, states.Head.ToArray(), states.Body.ToArray()));
    }

    /// <summary>The states of some journeys as they are stored.</summary>
    public static byte[] Blob(params (string JourneyId, byte[] Head, byte[] Body)[] journeys) =>
    [
        .. PartitionStatesBlob.Front([.. journeys.Select(journey => (journey.JourneyId, (ReadOnlyMemory<byte>)journey.Head, journey.Body.Length))]),
        .. journeys.SelectMany(journey => journey.Body),
    ];

    /// <summary>Contacts of any depth in random order.</summary>
    /// <param name="random">Seeded.</param>
    /// <param name="stages">How many stages.</param>
    /// <param name="contacts">How many contacts.</param>
    /// <param name="times">How many different times there are at the first stage: few make ties.</param>
    public static List<Witness> Random(Random random, int stages, int contacts, int times)
    {
        // Some ids are the beginning of others, and some differ only in case.
        var ids = Enumerable.Range(0, contacts).Select(i => (i % 3) switch { 0 => $"c-{i}", 1 => $"C-{i - 1}", _ => $"c-{i - 2}.x" }).ToArray();
        random.Shuffle(ids);
        return [.. ids.Select(id =>
        {
            var reached = new long[random.Next(stages + 1)];
            for (var stage = 0; stage < reached.Length; stage++)
                reached[stage] = (stage == 0 ? -1_000 : reached[stage - 1]) + random.Next(times);
            // Some reached the first stage at no time.
            if (reached.Length > 0 && random.Next(8) == 0)
                reached[0] = PartitionEvaluation.NoTime;
            return new Witness(id, reached);
        })];
    }

    /// <summary>The plain definition of a list.</summary>
    /// <param name="witnesses">All contacts.</param>
    /// <param name="stage">The stage, counted from 1.</param>
    /// <param name="droppedOff">Whether only those who did not reach the next one are listed.</param>
    public static IEnumerable<(string ContactId, long Time)> List(IEnumerable<Witness> witnesses, int stage, bool droppedOff) =>
        witnesses
            .Where(witness => droppedOff ? witness.Depth == stage : witness.Depth >= stage)
            .OrderBy(witness => witness.Times[stage - 1])
            .ThenBy(witness => witness.ContactId, StringComparer.Ordinal)
            .Select(witness => (witness.ContactId, witness.Times[stage - 1]));
}
