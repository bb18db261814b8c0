namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// Chooses among activities of equal time. A stage that is fulfilled at an instant uses some of the instant's activities, and what it
/// leaves is what the next stages may use: so all choices that use no more than needed are found, as counts per kind.
/// </summary>
/// <remarks>
/// The search goes from nothing used to just enough, one activity at a time, over the kinds that an open condition can use, and sees each
/// combination once. A kind that serves the stage at least as well and the later stages no better than another is used before it, which is no loss:
/// wherever the other was used instead, the two can change places. What is left is small in practice; against the rest there is
/// <see cref="Budget"/>, and a contact that exceeds it keeps what was found so far, in the order of the kinds, which is given by content alone.
/// </remarks>
internal sealed class TieChoice(StageTables tables, IReadOnlyList<StageProgress> progress)
{
    /// <summary>The most combinations that are looked at for one contact.</summary>
    public const int Budget = 20_000;

    /// <summary>The most choices that are kept of one instant.</summary>
    public const int MaxChoices = 256;

    private readonly HashSet<CountKey> _seen = [];
    private readonly List<int[]> _found = [];
    private bool[] _canBeMet = [];
    private int _looked;

    /// <summary>Whether the present contact exceeded the budget, so that its choice may not be the best one.</summary>
    public bool IsInexact { get; private set; }

    /// <summary>Begins with another contact.</summary>
    public void Reset()
    {
        _looked = 0;
        IsInexact = false;
    }

    /// <summary>Finds the choices at an instant.</summary>
    /// <param name="stage">The stage that the instant fulfils; its progress holds what was counted before the instant.</param>
    /// <param name="available">How many activities of each kind the instant has left; restored on return.</param>
    /// <returns>Counts used per kind, each combination just enough to fulfil the stage. Valid until the next call.</returns>
    public IReadOnlyList<int[]> Find(int stage, int[] available)
    {
        _seen.Clear();
        _found.Clear();
        _canBeMet = [.. Enumerable.Range(0, progress[stage].Conditions).Select(condition => CanBeMet(stage, condition, available))];
        Search(stage, available, new int[available.Length]);
        return _found;
    }

    private void Search(int stage, int[] available, int[] used)
    {
        if (progress[stage].IsFulfilled)
        {
            _found.Add([.. used]);
            return;
        }

        if (!_seen.Add(new CountKey([.. used])))
            return;
        // The first descent is always finished (it has no dead ends), so that there is a choice at all.
        if ((++_looked > Budget || _found.Count >= MaxChoices) && _found.Count > 0)
        {
            IsInexact = true;
            return;
        }

        var open = new List<int>();
        progress[stage].CollectOpen(_canBeMet, open);
        foreach (var condition in open)
            Use(condition);

        void Use(int condition)
        {
            var candidates = new List<int>();
            for (var kind = 1; kind < available.Length; kind++)
            {
                if (available[kind] == 0 || Array.BinarySearch(tables.Conditions(stage, kind), condition) < 0)
                    continue;
                candidates.Add(kind);
            }

            foreach (var kind in candidates)
            {
                if (candidates.Exists(other => other != kind && IsBefore(other, kind)))
                    continue;
                // With one kind to take from, all that is missing can be taken at once.
                var count = candidates.Count == 1 ? progress[stage].Missing(condition) : 1;
                Move(kind, count);
                Search(stage, available, used);
                Move(kind, -count);
            }
        }

        bool IsBefore(int a, int b) => tables.IsPreferred(stage, a, b) && (a < b || !tables.IsPreferred(stage, b, a));

        void Move(int kind, int count)
        {
            available[kind] -= count;
            used[kind] += count;
            progress[stage].Add(tables.Conditions(stage, kind), count);
        }
    }

    private bool CanBeMet(int stage, int condition, int[] available)
    {
        var missing = progress[stage].Missing(condition);
        for (var kind = 1; kind < available.Length && missing > 0; kind++)
        {
            if (Array.BinarySearch(tables.Conditions(stage, kind), condition) >= 0)
                missing -= available[kind];
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
