namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// When a stage is reached, and what it may use of that instant's activities: as counts per kind of the next stage, none of which could be
/// less without another being more.
/// </summary>
internal sealed class ReachedStage
{
    /// <summary>Stands before the first stage: the beginning of time.</summary>
    public static readonly ReachedStage Start = new();

    private readonly List<int[]> _used = [];

    /// <summary>When it is reached; <see cref="PartitionEvaluation.NoTime"/> for a first stage that no activity fulfils.</summary>
    public long Time { get; private set; } = PartitionEvaluation.NoTime;

    /// <summary>The first activity of the instant.</summary>
    public int First { get; private set; }

    /// <summary>Behind the last activity of the instant.</summary>
    public int End { get; private set; }

    /// <summary>
    /// The choices of what is used of the instant, by this stage and those before it; empty where nothing is left of the instant that a later
    /// stage looks at.
    /// </summary>
    public IReadOnlyList<int[]> Used => _used;

    /// <summary>Notes another instant, without choices yet.</summary>
    public void Set(long time, int first, int end)
    {
        Time = time;
        First = first;
        End = end;
        _used.Clear();
    }

    /// <summary>Adds a choice, unless one that uses no more is there. The first of equals stays.</summary>
    /// <param name="used">What it uses.</param>
    /// <param name="most">How many choices are kept.</param>
    /// <returns>Whether there was room for it.</returns>
    public bool TryKeep(int[] used, int most)
    {
        foreach (var other in _used)
        {
            if (IsNoMore(other, used))
                return true;
        }

        _used.RemoveAll(other => IsNoMore(used, other));
        if (_used.Count >= most)
            return false;
        _used.Add(used);
        return true;
    }

    private static bool IsNoMore(int[] a, int[] b)
    {
        for (var kind = 0; kind < a.Length; kind++)
        {
            if (a[kind] > b[kind])
                return false;
        }

        return true;
    }
}
