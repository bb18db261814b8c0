namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// Chooses among activities of equal time. A stage that is fulfilled at an instant uses some of the instant's activities, and what it
/// leaves is what the next stages may use: so all choices that use no more than needed are found, as counts per kind.
/// </summary>
/// <remarks>
/// <para>The search meets one open condition after the other, each by every split of what it misses over the kinds that meet it. A kind that serves the
/// stage at least as well and the later stages no better than another is used up before that other is touched, which is no loss: wherever the other was
/// used instead, the two can change places. What is left is small in practice.</para>
/// <para>Against the rest there are <see cref="Budget"/>, <see cref="MaxChoices"/>, <see cref="MaxCounts"/> and <see cref="MaxDepth"/>. A contact that exceeds one keeps what was
/// found so far, in the order of the kinds, which is given by content alone; the first choice, which takes of each kind as much as it can, always exists.</para>
/// </remarks>
internal sealed class TieChoice(StageTables tables, IReadOnlyList<StageProgress> progress)
{
    /// <summary>The most combinations that are looked at for one contact.</summary>
    public const int Budget = 5_000;

    /// <summary>The most choices that are kept of one instant.</summary>
    public const int MaxChoices = 256;

    /// <summary>The most counts that the choices of one instant hold together: of many kinds, fewer choices are kept.</summary>
    public const int MaxCounts = 16_384;

    /// <summary>The most kinds that one choice is put together of.</summary>
    public const int MaxDepth = 500;

    private readonly HashSet<CountKey> _seen = [];
    private readonly List<int[]> _found = [];
    private readonly List<int> _present = [];
    private bool[] _canBeMet = [];
    private int[] _available = [];
    private int[] _used = [];
    private int _stage;
    private int _looked;
    private bool _isOver;

    /// <summary>Whether the present contact exceeded the budget, so that its choice may not be the best one.</summary>
    public bool IsInexact { get; private set; }

    /// <summary>Begins with another contact.</summary>
    public void Reset()
    {
        _looked = 0;
        IsInexact = false;
    }

    /// <summary>Notes that choices were given up.</summary>
    public void GiveUp() => IsInexact = true;

    /// <summary>Finds the choices at an instant.</summary>
    /// <param name="stage">The stage that the instant fulfils; its progress holds what was counted before the instant.</param>
    /// <param name="available">How many activities of each kind the instant has left; restored on return.</param>
    /// <returns>Counts used per kind, each combination just enough to fulfil the stage. Valid until the next call.</returns>
    public IReadOnlyList<int[]> Find(int stage, int[] available)
    {
        _isOver = false;
        _stage = stage;
        _available = available;
        _used = new int[available.Length];
        _seen.Clear();
        _found.Clear();
        _present.Clear();
        for (var kind = 0; kind < available.Length; kind++)
        {
            if (available[kind] > 0 && tables.Conditions(stage, kind).Length > 0)
                _present.Add(kind);
        }

        _canBeMet = [.. Enumerable.Range(0, progress[stage].Conditions).Select(CanBeMet)];
        Search(0);
        if (_found.Count == 0)
            TakeGreedily();
        return _found;
    }

    private void Search(int depth)
    {
        if (progress[_stage].IsFulfilled)
        {
            if (_found.Count < MaxChoices)
                _found.Add([.. _used]);
            else
                IsInexact = _isOver = true;
            return;
        }

        if (!_seen.Add(new CountKey([.. _present.Select(kind => _used[kind])])))
            return;
        var open = new List<int>();
        progress[_stage].CollectOpen(_canBeMet, open);
        foreach (var condition in open)
            Split(condition, tables.InOrderOfUse(_stage, condition), 0, depth);
    }

    // Meets a condition from the kinds from a place in the order on, in every way, and searches on.
    private void Split(int condition, KindInOrder[] order, int from, int depth)
    {
        var missing = progress[_stage].Missing(condition);
        if (missing <= 0)
        {
            Search(depth);
            return;
        }

        if (++_looked > Budget || depth == MaxDepth)
        {
            IsInexact = _isOver = true;
            return;
        }

        var left = 0;
        for (var i = from; i < order.Length; i++)
            left += _available[order[i].Kind];
        for (var i = from; i < order.Length && left >= missing && !_isOver; i++)
        {
            var kind = order[i].Kind;
            var all = _available[kind];
            left -= all;
            if (all == 0 || IsHeldBack(order[i]))
                continue;
            // While some of this kind stays, the kinds that it comes before are not touched: the others must suffice.
            var others = left - HeldBackBy(kind, order, i + 1);
            for (var count = Math.Min(all, missing); count >= 1 && count >= missing - (count == all ? left : others) && !_isOver; count--)
            {
                Move(kind, count);
                Split(condition, order, i + 1, depth + 1);
                Move(kind, -count);
            }

            if (others < missing)
                return;
        }
    }

    private int HeldBackBy(int kind, KindInOrder[] order, int from)
    {
        var held = 0;
        for (var i = from; i < order.Length; i++)
        {
            if (_available[order[i].Kind] > 0 && Array.BinarySearch(order[i].Before, kind) >= 0)
                held += _available[order[i].Kind];
        }

        return held;
    }

    // The way that the search goes first, without its limits.
    private void TakeGreedily()
    {
        var open = new List<int>();
        while (!progress[_stage].IsFulfilled)
        {
            progress[_stage].CollectOpen(_canBeMet, open);
            foreach (var (kind, _) in tables.InOrderOfUse(_stage, open[0]))
                Move(kind, Math.Clamp(progress[_stage].Missing(open[0]), 0, _available[kind]));
        }

        _found.Add([.. _used]);
        foreach (var kind in _present)
            Move(kind, -_used[kind]);
    }

    private bool IsHeldBack(KindInOrder kind)
    {
        foreach (var before in kind.Before)
        {
            if (_available[before] > 0)
                return true;
        }

        return false;
    }

    private void Move(int kind, int count)
    {
        _available[kind] -= count;
        _used[kind] += count;
        progress[_stage].Add(tables.Conditions(_stage, kind), count);
    }

    private bool CanBeMet(int condition)
    {
        var missing = progress[_stage].Missing(condition);
        foreach (var kind in _present)
        {
            if (missing > 0 && Array.BinarySearch(tables.Conditions(_stage, kind), condition) >= 0)
                missing -= _available[kind];
        }

        return missing <= 0;
    }

    private readonly struct CountKey(int[] counts) : IEquatable<CountKey>
    {
        private readonly int[] _counts = counts;

        public bool Equals(CountKey other) => _counts.AsSpan().SequenceEqual(other._counts);

        public override bool Equals(object? obj) => obj is CountKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var count in _counts)
                hash.Add(count);
            return hash.ToHashCode();
        }
    }
}
