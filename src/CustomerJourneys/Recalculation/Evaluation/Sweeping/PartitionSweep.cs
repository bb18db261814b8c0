namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>
/// Evaluates a partition column by column: stage after stage, one pass over the runs of the activities that the stage names, for a block of contacts at a
/// time. It leaves aside that an activity serves one stage only, windows, exclusions and negations, and finds the earliest reach times; then it looks for
/// contacts whom any of these concerns.
/// </summary>
/// <remarks>
/// <para><b>Why the others have their witness.</b> With less to fulfil no chain is lost, so the swept reach times are at no stage later, and the depth
/// no less, than those of the witness. Where they are themselves those of a chain, they are the witness. They are, when no activity can have been
/// used twice, and no bound is broken. An activity can only be used twice at an instant at which an earlier stage was reached, by a stage that looks at
/// activities which an earlier one looks at. Stages that ask for the very same take the rows one after the other, and so need no further look.</para>
/// <para><b>Cost.</b> One step for each run of a contact and type that a condition looks at, and the logarithm of the run's length; a condition on fields
/// looks at rows until the first that passes. The contacts of a block stay in the processor's first cache.</para>
/// </remarks>
internal sealed class PartitionSweep
{
    /// <summary>How many contacts are swept at a time: the times of two stages fill the first cache of a processor.</summary>
    public const int BlockContacts = 2048;

    private readonly StageSweep[] _stages;
    private readonly BoundsSweep[] _bounds;

    /// <summary>Prepares.</summary>
    public PartitionSweep(CompiledJourney journey, JourneyColumns columns, ContactTests tests, int contacts)
    {
        var uses = new StageUses(journey);
        var taken = new Dictionary<int, (MergedRows Rows, int[] Used)>();
        _stages = [.. journey.Stages.Select((stage, s) => new StageSweep(
            stage, condition => SweepOf(s, condition), uses.MayTie(s) ? new InstantRows(columns, uses.TypesUpTo(s)) : null))];
        _bounds = [.. journey.Stages.Select((_, s) => new BoundsSweep(journey, s, columns))];

        ConditionSweep SweepOf(int stage, CompiledCondition condition)
        {
            switch (condition.Kind)
            {
                case ConditionKind.Contact:
                    return new HoldingSweep(contact => tests.Holds(condition.Index, contact));
                case ConditionKind.NotPerformed:
                    return new HoldingSweep(_ => true);
            }

            if (!uses.IsShared(stage))
                return condition.AtLeast == 1 ? new FirstSweep(columns.Of(condition.Indexes)) : new CountingSweep(columns.Of(condition.Indexes), condition.AtLeast);
            if (!taken.TryGetValue(condition.Index, out var rows))
                taken.Add(condition.Index, rows = (new MergedRows(columns.Of(condition.Indexes), contacts), new int[contacts]));
            return new NextRowsSweep(rows.Rows, condition.AtLeast, rows.Used);
        }
    }

    /// <summary>Sweeps all contacts.</summary>
    /// <param name="evaluation">Takes the reach times.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>For each contact whether it must be walked.</returns>
    public bool[] Sweep(PartitionEvaluation evaluation, CancellationToken cancellation)
    {
        var open = new bool[evaluation.Contacts];
        Span<long> beginning = new long[BlockContacts];
        beginning.Fill(PartitionEvaluation.NoTime);
        for (var first = 0; first < evaluation.Contacts; first += BlockContacts)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(BlockContacts, evaluation.Contacts - first);
            var since = beginning[..count];
            for (var stage = 0; stage < _stages.Length; stage++)
            {
                var times = evaluation.RoomFor(stage, first, count);
                _stages[stage].Sweep(first, since, times, open.AsSpan(first, count));
                if (_bounds[stage].IsNeeded)
                    _bounds[stage].Sweep(first, evaluation.RoomFor(0, first, count), since, times, open.AsSpan(first, count));
                evaluation.Count(stage, times);
                since = times;
            }
        }

        return open;
    }
}
