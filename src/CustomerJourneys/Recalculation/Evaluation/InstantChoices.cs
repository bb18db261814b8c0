namespace CustomerJourneys.Recalculation.Evaluation;

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

        if (!progress.IsFulfilled)
            return false;
        for (var kind = 1; kind < available.Length; kind++)
        {
            if (available[kind] > 0 && tables.Conditions(stage, kind).Any(progress.IsUsable))
                return true;
        }

        return false;
    }

    /// <summary>What is used of an instant in all, by kind of the next stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="choice">What it uses, by kind of this stage.</param>
    /// <param name="before">What stages before it use of the same instant; <see langword="null"/> for nothing.</param>
    public int[] UsedAfter(int stage, int[] choice, int[]? before)
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

    /// <summary>How many choices of an instant are kept: of many kinds, fewer.</summary>
    public static int MostKept(int[] available) =>
        Math.Max(1, Math.Min(TieChoice.MaxChoices, TieChoice.MaxCounts / Math.Max(1, available.AsSpan().Length - available.AsSpan().Count(0))));
}
