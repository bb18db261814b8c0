namespace CustomerJourneys.Recalculation.Evaluation.Walking;

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
internal sealed class TieChoice(StageTables tables)
{
    /// <summary>The most combinations that are looked at for one contact.</summary>
    public const int Budget = 5_000;

    /// <summary>The most choices that are kept of one instant.</summary>
    public const int MaxChoices = 256;

    /// <summary>The most counts that the choices of one instant hold together: of many kinds, fewer choices are kept.</summary>
    public const int MaxCounts = 16_384;

    /// <summary>The most kinds that one choice is put together of, and the most of one condition that are told apart by what they are good for later.</summary>
    public const int MaxDepth = 500;

    private readonly HashSet<CountKey> _seen = [];
    private readonly List<int[]> _found = [];
    private readonly List<int> _present = [];
    private readonly Dictionary<int, KindInOrder[]> _orders = [];
    private bool[] _canBeMet = [];
    private int[] _available = [];
    private int[] _used = [];
    private StageProgress _progress = null!;
    private Target _target;
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

    /// <summary>Whether nothing is left of the budget, so that one choice must do.</summary>
    public bool IsSpent => _looked > Budget;

    /// <summary>Notes that choices were given up.</summary>
    public void GiveUp() => IsInexact = true;

    /// <summary>Takes work with choices that were found from the budget.</summary>
    public void Look(int combinations) => _looked += combinations;

    /// <summary>Finds the choices at an instant at which a stage can be reached.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="progress">Its progress, which holds what was counted before the instant; restored on return.</param>
    /// <param name="available">How many activities of each kind the instant has left; restored on return.</param>
    /// <returns>
    /// Counts used per kind, at least one in all: each combination just enough to fulfil the stage, or, where it is fulfilled without the
    /// instant, to be part of a way that fulfils it. Valid until the next call.
    /// </returns>
    public IReadOnlyList<int[]> Find(int stage, StageProgress progress, int[] available)
    {
        _isOver = false;
        _stage = stage;
        _progress = progress;
        _available = available;
        _used = new int[available.Length];
        _found.Clear();
        _present.Clear();
        _orders.Clear();
        for (var kind = 0; kind < available.Length; kind++)
        {
            if (available[kind] > 0 && tables.Conditions(stage, kind).Length > 0)
                _present.Add(kind);
        }

        _canBeMet = [.. Enumerable.Range(0, progress.Conditions).Select(CanBeMet)];
        if (progress.IsFulfilled)
            FindFurtherWays();
        else
            Search(Target.Stage);
        return _found;
    }

    // The stage is fulfilled without the instant: one activity suffices that could have been picked, or whatever fulfils another way.
    private void FindFurtherWays()
    {
        foreach (var kind in _present)
        {
            if (!tables.Conditions(_stage, kind).Any(_progress.IsUsable))
                continue;
            var one = new int[_used.Length];
            one[kind] = 1;
            _found.Add(one);
        }

        var known = _found.Count;
        for (var condition = 0; condition < _progress.Conditions; condition++)
        {
            if (_canBeMet[condition] && _progress.Missing(condition) > 0 && _progress.IsAnyGroup(_progress.GroupOf(condition)))
                Search(Target.Condition(condition));
        }

        for (var group = 0; _progress.IsAnyStage && group < _progress.Groups; group++)
        {
            if (!_progress.IsGroupFulfilled(group) && !_progress.IsAnyGroup(group))
                Search(Target.Group(group));
        }

        if (known == 0 && _found.Count == 0)
            throw new InvalidOperationException("The instant was said to reach the stage, but no choice of its activities does.");
    }

    private void Search(Target target)
    {
        _target = target;
        _seen.Clear();
        var found = _found.Count;
        Search(0);
        // The way that the search goes first exists wherever the target can be reached at all, also where the budget is used up.
        if (_found.Count == found)
            TakeGreedily();
    }

    private void Search(int depth)
    {
        if (_target.IsReached(_progress))
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
        _target.CollectOpen(_progress, _canBeMet, open);
        foreach (var condition in open)
            Split(condition, InOrderOfUse(condition), 0, depth);
    }

    // Meets a condition from the kinds from a place in the order on, in every way, and searches on.
    private void Split(int condition, KindInOrder[] order, int from, int depth)
    {
        var missing = _progress.Missing(condition);
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
        while (!_target.IsReached(_progress))
        {
            open.Clear();
            _target.CollectOpen(_progress, _canBeMet, open);
            if (open.Count == 0)
                break;
            foreach (var (kind, _) in InOrderOfUse(open[0]))
                Move(kind, Math.Clamp(_progress.Missing(open[0]), 0, _available[kind]));
        }

        if (_target.IsReached(_progress))
            _found.Add([.. _used]);
        foreach (var kind in _present)
            Move(kind, -_used[kind]);
    }

    private KindInOrder[] InOrderOfUse(int condition)
    {
        if (tables.Kinds(_stage) <= StageTables.MaxOrderedKinds)
            return tables.InOrderOfUse(_stage, condition);
        if (_orders.TryGetValue(condition, out var known))
            return known;
        int[] kinds = [.. _present.Where(kind => Array.BinarySearch(tables.Conditions(_stage, kind), condition) >= 0)];
        var order = kinds.Length <= MaxDepth ? tables.Order(_stage, kinds) : [.. kinds.Select(kind => new KindInOrder(kind, []))];
        IsInexact |= kinds.Length > MaxDepth;
        _orders.Add(condition, order);
        return order;
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
        _progress.Add(tables.Conditions(_stage, kind), count);
    }

    private bool CanBeMet(int condition)
    {
        var missing = _progress.Missing(condition);
        foreach (var kind in _present)
        {
            if (missing > 0 && Array.BinarySearch(tables.Conditions(_stage, kind), condition) >= 0)
                missing -= _available[kind];
        }

        return missing <= 0;
    }

    // What a search is to reach: the whole stage, one of its groups, or one condition.
    private readonly record struct Target(int GroupPlusOne, int ConditionPlusOne)
    {
        public static Target Stage => default;

        public static Target Group(int group) => new(group + 1, 0);

        public static Target Condition(int condition) => new(0, condition + 1);

        public bool IsReached(StageProgress progress) =>
            ConditionPlusOne > 0 ? progress.Missing(ConditionPlusOne - 1) <= 0
            : GroupPlusOne > 0 ? progress.IsGroupFulfilled(GroupPlusOne - 1)
            : progress.IsFulfilled;

        public void CollectOpen(StageProgress progress, bool[] canBeMet, List<int> open)
        {
            if (ConditionPlusOne > 0)
                open.Add(ConditionPlusOne - 1);
            else if (GroupPlusOne > 0)
                progress.CollectOpenOf(GroupPlusOne - 1, canBeMet, open);
            else
                progress.CollectOpen(canBeMet, open);
        }
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
