namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// Finds a contact's witness where what a stage must be free of depends on the way it is fulfilled, or could serve the stage itself.
/// There the earliest reach times need not be the best, and all chains count.
/// </summary>
/// <remarks>
/// <para><b>Method.</b> For a depth, from the deepest that <see cref="StageWalk"/> leaves possible: how soon can that depth be reached from a stage that is
/// reached at an instant with these activities of it used? The answer depends on nothing else, so it is worked out once for each. The witness
/// then takes at each stage the earliest instant from which the depth is still reached within the conversion window.</para>
/// <para><b>Cost.</b> At worst the pairs of instants that the windows, exclusions and negations leave possible, for each stage and depth; in all at
/// most <see cref="Budget"/> activities of a contact are looked at, an equal share for each depth; where the ways of a stage are gone through
/// (<see cref="StageWays"/>), once for each of them. A depth that exceeds its share is taken not to be reached, which depends on content alone.</para>
/// </remarks>
internal sealed class ChainSearch
{
    /// <summary>The most activities that are looked at for one contact, repeats included.</summary>
    public const int Budget = 1_000_000;

    private const long Unreachable = long.MaxValue;

    private readonly CompiledJourney _journey;
    private readonly StageAttempts[] _attempts;
    private readonly bool _hasTooManyWays;
    private readonly Dictionary<ReachedInstant, long> _finish = [];
    private bool[] _holds = [];
    private long[] _times = [];
    private int[] _classes = [];
    private long[] _bounds = [];
    private int _depth;

    public ChainSearch(
        CompiledJourney journey, ActivityClasses classes, StageTables tables, StageBarriers barriers, InstantChoices choices)
    {
        _journey = journey;
        _attempts = [.. journey.Stages.Select((stage, s) => new StageAttempts(
            stage,
            s,
            barriers,
            choices,
            barriers.HasUsableNegated[s] && StageWays.IsFew(stage) ? new StageWays(stage, s, classes, tables, choices) : null,
            tables))];
        // There a negated activity counts against the stage even where it could be picked.
        _hasTooManyWays = journey.Stages.Where((stage, s) => barriers.HasUsableNegated[s] && !StageWays.IsFew(stage)).Any();
    }

    /// <summary>How many activities were looked at for all contacts.</summary>
    public long Looked { get; private set; }

    /// <summary>Whether the last contact exceeded the budget.</summary>
    public bool IsInexact { get; private set; }

    /// <summary>Begins with another contact.</summary>
    public void Reset() => IsInexact = false;

    /// <summary>Says which tests on the contact hold.</summary>
    public void Begin(ReadOnlySpan<bool> holds) => _holds = holds.ToArray();

    /// <summary>Searches one contact.</summary>
    /// <param name="timeline">Its relevant activities.</param>
    /// <param name="deepest">The deepest stage it can have reached.</param>
    /// <param name="walk">Gives the earliest reach times of each depth up to that.</param>
    /// <param name="reachTimes">Takes the reach times; one place a stage.</param>
    /// <returns>The deepest stage reached: 0 for none, else its number counted from 1.</returns>
    public int Search(Timeline timeline, int deepest, StageWalk walk, Span<long> reachTimes)
    {
        _times = timeline.Times.ToArray();
        _classes = timeline.Classes.ToArray();
        IsInexact = _hasTooManyWays;
        foreach (var attempts in _attempts)
            attempts.Begin(_holds);
        for (_depth = deepest; _depth > 0; _depth--)
        {
            var budget = new SearchBudget(Budget / deepest);
            foreach (var attempts in _attempts)
                attempts.Contact(_times, _classes, budget);
            _bounds = walk.ChainOf(_depth).ToArray();
            _finish.Clear();
            var isFound = TryFind(reachTimes);
            Looked += budget.Looked;
            IsInexact |= budget.IsExceeded;
            if (isFound)
                break;
        }

        return _depth;
    }

    private bool TryFind(Span<long> reachTimes)
    {
        IReadOnlyList<ReachedInstant> from = [ReachedInstant.Start];
        var deadline = Unreachable - 1;
        for (var stage = 0; stage < _depth; stage++)
        {
            var (best, time) = (new List<ReachedInstant>(), Unreachable);
            foreach (var before in from)
            {
                foreach (var reached in _attempts[stage].After(before, _bounds[stage]))
                {
                    if (reached[0].Time > time)
                        break;
                    if (stage == 0 && _journey.ConversionWindow is { } window)
                        deadline = reached[0].Time + window;
                    var good = reached.Where(instant => Finish(instant) <= deadline).ToList();
                    if (good.Count == 0)
                        continue;
                    if (reached[0].Time < time)
                        best.Clear();
                    time = reached[0].Time;
                    best.AddRange(good);
                    break;
                }
            }

            if (best.Count == 0)
                return false;
            reachTimes[stage] = time;
            if (stage == 0 && _journey.ConversionWindow is { } conversion)
                deadline = time + conversion;
            from = [.. best.Distinct()];
        }

        return true;
    }

    // The earliest time at which the depth can be reached from here.
    private long Finish(ReachedInstant from)
    {
        if (from.Stage == _depth - 1)
            return from.Time;
        if (_finish.TryGetValue(from, out var known))
            return known;
        var best = Unreachable;
        foreach (var reached in _attempts[from.Stage + 1].After(from, _bounds[from.Stage + 1]))
        {
            // Nothing that is reached later ends sooner.
            if (best <= reached[0].Time)
                break;
            foreach (var instant in reached)
                best = Math.Min(best, Finish(instant));
            // Without a conversion window it only matters whether.
            if (best < Unreachable && _journey.ConversionWindow is null)
                break;
        }

        _finish.Add(from, best);
        return best;
    }
}

/// <summary>A stage reached at an instant, with what is used of it.</summary>
/// <param name="Stage">The stage; -1 before the first.</param>
/// <param name="Time">When.</param>
/// <param name="First">The first activity of the instant.</param>
/// <param name="End">Behind its last.</param>
/// <param name="Used">What is used of it, by kind of the next stage; <see langword="null"/> where nothing is left that a later stage looks at.</param>
internal sealed record ReachedInstant(int Stage, long Time, int First, int End, int[]? Used)
{
    /// <summary>Before the first stage: the beginning of time.</summary>
    public static readonly ReachedInstant Start = new(-1, PartitionEvaluation.NoTime, 0, 0, null);

    public bool Equals(ReachedInstant? other) =>
        other is not null && Stage == other.Stage && First == other.First && End == other.End && Used.AsSpan().SequenceEqual(other.Used);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Stage);
        hash.Add(First);
        hash.Add(End);
        foreach (var count in Used ?? [])
            hash.Add(count);
        return hash.ToHashCode();
    }
}

/// <summary>Counts the activities that a search looks at, up to a limit.</summary>
internal sealed class SearchBudget(long limit)
{
    /// <summary>How many were looked at.</summary>
    public long Looked { get; private set; }

    /// <summary>Whether the limit is exceeded.</summary>
    public bool IsExceeded => Looked > limit;

    /// <summary>Looks at more.</summary>
    public void Look(long activities) => Looked += activities;
}
