namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// For each stage, what each class of activities is good for there and later. Classes that are good for the same from a stage on are
/// one <em>kind</em> of that stage; kind 0 is good for nothing any more. Fewer kinds mean fewer choices among equal times.
/// Kinds are numbered by content (the conditions they meet), so that no choice depends on the order of arrival.
/// </summary>
internal sealed class StageTables
{
    /// <summary>Up to so many kinds of a stage are put in order once for all instants; of more, those of an instant.</summary>
    public const int MaxOrderedKinds = 64;

    private readonly int[][] _kindOfClass;
    private readonly int[][] _laterKind;
    private readonly int[][][] _conditions;
    private readonly Dictionary<(int Stage, int Condition), KindInOrder[]> _orders = [];

    public StageTables(CompiledJourney journey, ActivityClasses classes)
    {
        var stages = journey.Stages.Count;
        _kindOfClass = new int[stages + 1][];
        _laterKind = new int[stages][];
        _conditions = new int[stages][][];
        // After the last stage nothing is good for anything.
        _kindOfClass[stages] = new int[classes.Count];
        for (var stage = stages - 1; stage >= 0; stage--)
            Fill(stage, journey.Stages[stage], classes);
    }

    /// <summary>The kind of a class at a stage.</summary>
    public ReadOnlySpan<int> KindsOf(int stage) => _kindOfClass[stage];

    /// <summary>How many kinds a stage has.</summary>
    public int Kinds(int stage) => _conditions[stage].Length;

    /// <summary>The conditions of the stage that a kind meets, ascending.</summary>
    public int[] Conditions(int stage, int kind) => _conditions[stage][kind];

    /// <summary>The same activities' kind at the next stage.</summary>
    public int LaterKind(int stage, int kind) => _laterKind[stage][kind];

    /// <summary>
    /// The kinds that meet a condition, in the order in which a stage best uses them; see <see cref="Order"/>. Worked out when it is first asked for.
    /// </summary>
    public KindInOrder[] InOrderOfUse(int stage, int condition)
    {
        if (!_orders.TryGetValue((stage, condition), out var order))
        {
            order = Order(stage, [.. Enumerable.Range(1, Kinds(stage) - 1).Where(kind => Array.BinarySearch(_conditions[stage][kind], condition) >= 0)]);
            _orders.Add((stage, condition), order);
        }

        return order;
    }

    /// <summary>
    /// Puts kinds in the order in which a stage best uses them: a kind comes after those that meet all that it does at this stage and are no better
    /// later. Costs the square of their number.
    /// </summary>
    public KindInOrder[] Order(int stage, int[] kinds) =>
        // What is before a kind is before all that the kind is before, so fewer before it means earlier.
        [.. kinds
            .Select(kind => new KindInOrder(kind, [.. kinds.Where(other => other != kind && IsPreferred(stage, other, kind))]))
            .OrderBy(kind => kind.Before.Length)];

    // Kinds differ now or later, so no two are preferred to each other.
    private bool IsPreferred(int stage, int a, int b) =>
        IsSubset(_conditions[stage][b], _conditions[stage][a]) && IsNoBetter(stage + 1, _laterKind[stage][a], _laterKind[stage][b]);

    private bool IsNoBetter(int stage, int a, int b)
    {
        for (; a != b && a != 0; (a, b) = (_laterKind[stage][a], _laterKind[stage][b]), stage++)
        {
            if (!IsSubset(_conditions[stage][a], _conditions[stage][b]))
                return false;
        }

        return true;
    }

    private void Fill(int stage, CompiledStage compiled, ActivityClasses classes)
    {
        var conditionsOf = compiled.Conditions.Select((condition, i) => (condition, i))
            .Where(c => c.condition.Kind == ConditionKind.Performed)
            .SelectMany(c => c.condition.Indexes, (c, matcher) => (matcher, c.i)).ToLookup(c => c.matcher, c => c.i);
        var signatures = new (int[] Conditions, int Later)[classes.Count];
        for (var c = 0; c < classes.Count; c++)
            signatures[c] = ([.. classes.MatchersOf(c).SelectMany(matcher => conditionsOf[matcher]).Distinct().Order()], _kindOfClass[stage + 1][c]);

        var distinct = signatures.Distinct(SignatureComparer.Instance).Order(SignatureComparer.Instance).ToList();
        var kinds = distinct.Select((signature, kind) => (signature, kind)).ToDictionary(k => k.signature, k => k.kind, SignatureComparer.Instance);
        _kindOfClass[stage] = [.. signatures.Select(signature => kinds[signature])];
        _conditions[stage] = [.. distinct.Select(signature => signature.Conditions)];
        _laterKind[stage] = [.. distinct.Select(signature => signature.Later)];
    }

    private static bool IsSubset(int[] part, int[] whole)
    {
        var w = 0;
        foreach (var item in part)
        {
            while (w < whole.Length && whole[w] < item)
                w++;
            if (w == whole.Length || whole[w] != item)
                return false;
        }

        return true;
    }

    private sealed class SignatureComparer : IEqualityComparer<(int[] Conditions, int Later)>, IComparer<(int[] Conditions, int Later)>
    {
        public static readonly SignatureComparer Instance = new();

        public bool Equals((int[] Conditions, int Later) x, (int[] Conditions, int Later) y) => Compare(x, y) == 0;

        public int GetHashCode((int[] Conditions, int Later) signature)
        {
            var hash = new HashCode();
            hash.Add(signature.Later);
            foreach (var condition in signature.Conditions)
                hash.Add(condition);
            return hash.ToHashCode();
        }

        // Nothing now and nothing later sorts first: kind 0.
        public int Compare((int[] Conditions, int Later) x, (int[] Conditions, int Later) y) =>
            x.Later != y.Later ? x.Later.CompareTo(y.Later) : x.Conditions.AsSpan().SequenceCompareTo(y.Conditions);
    }
}

/// <summary>A kind, and the kinds, ascending, that a stage uses up before it touches this one.</summary>
internal readonly record struct KindInOrder(int Kind, int[] Before);
