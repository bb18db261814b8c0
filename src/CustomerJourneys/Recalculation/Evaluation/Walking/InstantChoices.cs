namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>What a stage may take of the activities of one instant, and what that leaves for the stages after it.</summary>
internal sealed class InstantChoices(CompiledJourney journey, StageTables tables)
{
    private readonly StageProgress[] _alone = [.. journey.Stages.Select(stage => new StageProgress(stage))];

    /// <summary>The choice among equal times, with its budget.</summary>
    public TieChoice Ties { get; } = new(tables);

    /// <summary>For each stage a progress that counts one instant alone.</summary>
    public IReadOnlyList<StageProgress> Alone => _alone;

    /// <summary>Counts the activities of an instant by their kind at a stage.</summary>
    public int[] Count(int stage, Timeline timeline, int first, int end)
    {
        var counts = new int[tables.Kinds(stage)];
        var kinds = tables.KindsOf(stage);
        for (var i = first; i < end; i++)
            counts[kinds[timeline.Classes[i]]]++;
        return counts;
    }

    /// <summary>Whether later stages look at any activity of an instant.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="counts">The instant's activities by their kind at the stage.</param>
    public bool IsAnyOfUseLater(int stage, int[] counts)
    {
        for (var kind = 1; kind < counts.Length; kind++)
        {
            if (counts[kind] > 0 && tables.LaterKind(stage, kind) != 0)
                return true;
        }

        return false;
    }

    /// <summary>Whether a stage can be reached with what is left of the instant of the stage before, and nothing else.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="available">What the instant has left, by kind.</param>
    public bool IsReachedAlone(int stage, int[] available)
    {
        var progress = _alone[stage];
        progress.Reset();
        for (var kind = 1; kind < available.Length; kind++)
        {
            if (available[kind] > 0)
                progress.Add(tables.Conditions(stage, kind), available[kind]);
        }

        return IsReachedBy(stage, progress, available);
    }

    /// <summary>Whether a stage is fulfilled in a way in which one of these activities, counted already, can be picked.</summary>
    public bool IsReachedBy(int stage, StageProgress progress, int[] counts)
    {
        for (var kind = 1; progress.IsFulfilled && kind < counts.Length; kind++)
        {
            if (counts[kind] > 0 && tables.Conditions(stage, kind).Any(progress.IsUsable))
                return true;
        }

        return false;
    }

    /// <summary>What is used of an instant in all, by kind of the next stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="choice">What it uses, by kind of this stage.</param>
    /// <param name="before">What stages before it use of the same instant; <see langword="null"/> for nothing.</param>
    private int[] UsedAfter(int stage, int[] choice, int[]? before)
    {
        var next = new int[stage + 1 < journey.Stages.Count ? tables.Kinds(stage + 1) : 1];
        for (var kind = 1; kind < choice.Length; kind++)
            next[tables.LaterKind(stage, kind)] += choice[kind] + (before is null ? 0 : before[kind]);
        next[0] = 0;
        return next;
    }

    /// <summary>What is left of an instant.</summary>
    public static int[] Left(int[] counts, int[] used)
    {
        var left = new int[counts.Length];
        for (var kind = 1; kind < left.Length; kind++)
            left[kind] = counts[kind] - used[kind];
        return left;
    }

    /// <summary>Keeps of the choices that reach a stage those that leave something the others do not; beyond the budget, one.</summary>
    /// <param name="reached">Takes them.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="found">The choices, by kind of this stage.</param>
    /// <param name="before">What stages before it use of the same instant; <see langword="null"/> for nothing.</param>
    /// <param name="available">What the instant had left, by kind: of many kinds, fewer choices are kept.</param>
    public void Keep(ReachedStage reached, int stage, IReadOnlyList<int[]> found, int[]? before, int[] available)
    {
        var kinds = available.Length - available.AsSpan().Count(0);
        var most = Math.Max(1, Math.Min(TieChoice.MaxChoices, TieChoice.MaxCounts / Math.Max(1, kinds)));
        foreach (var choice in found)
        {
            // A choice is compared with those that are kept.
            Ties.Look(1 + (reached.Used.Count / 16));
            if (!reached.TryKeep(UsedAfter(stage, choice, before), Ties.IsSpent ? 1 : most))
                Ties.GiveUp();
        }
    }
}
