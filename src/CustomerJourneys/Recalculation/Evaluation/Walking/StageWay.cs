namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>One way of fulfilling a stage: all of some conditions, each of which picks exactly as many activities as it asks for.</summary>
internal sealed class StageWay
{
    private readonly int _stage;
    private readonly StageTables _tables;
    private readonly int[] _performed;
    private readonly int[] _tests;
    private readonly int[] _asked;
    private readonly bool[] _isNegated;
    private readonly int[] _passed;
    private readonly int[,] _picked;
    private bool _holds = true;

    /// <summary>Prepares a way.</summary>
    /// <param name="compiled">The stage.</param>
    /// <param name="stage">Its number, from 0.</param>
    /// <param name="conditions">The conditions that the way is made of.</param>
    /// <param name="classes">The classes that occur.</param>
    /// <param name="tables">What they are good for.</param>
    /// <param name="picked">Room to work in, which the ways of a stage share: kinds by conditions.</param>
    public StageWay(CompiledStage compiled, int stage, IReadOnlyList<int> conditions, ActivityClasses classes, StageTables tables, int[,] picked)
    {
        _stage = stage;
        _tables = tables;
        _performed = Of(ConditionKind.Performed);
        _tests = Of(ConditionKind.Contact);
        _asked = [.. compiled.Conditions.Select(condition => condition.AtLeast)];
        var negated = Of(ConditionKind.NotPerformed).Select(condition => compiled.Conditions[condition].Index).ToHashSet();
        _isNegated = [.. Enumerable.Range(0, classes.Count).Select(c => classes.MatchersOf(c).Any(negated.Contains))];
        _passed = new int[tables.Kinds(stage)];
        _picked = picked;
        Progress = new StageProgress(compiled, _performed);

        int[] Of(ConditionKind kind) => [.. conditions.Where(condition => compiled.Conditions[condition].Kind == kind)];
    }

    /// <summary>What is counted for this way; it does not know of its negated conditions.</summary>
    public StageProgress Progress { get; }

    /// <summary>Whether the way can still be fulfilled.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Says which tests on the contact hold.</summary>
    public void Begin(CompiledStage compiled, ReadOnlySpan<bool> holds)
    {
        _holds = true;
        foreach (var condition in _tests)
            _holds &= holds[compiled.Conditions[condition].Index];
    }

    /// <summary>Begins after another instant.</summary>
    public void Reset()
    {
        Array.Clear(_passed);
        Progress.Reset();
        // A way without activities is left to conditions on the contact alone, which no instant fulfils.
        IsOpen = _holds && _performed.Length > 0;
    }

    /// <summary>Counts what the way may pick, by kind.</summary>
    public void Add(int[] counts, int times)
    {
        for (var kind = 1; kind < counts.Length; kind++)
        {
            if (counts[kind] != 0)
                Progress.Add(_tables.Conditions(_stage, kind), times * counts[kind]);
        }
    }

    /// <summary>Counts the activities of an instant that this way negates, by kind.</summary>
    public int[] CountNegated(ReadOnlySpan<int> classes)
    {
        var counts = new int[_passed.Length];
        var kinds = _tables.KindsOf(_stage);
        foreach (var activityClass in classes)
        {
            if (_isNegated[activityClass])
                counts[kinds[activityClass]]++;
        }

        return counts;
    }

    /// <summary>Passes an instant.</summary>
    public void Pass(ReadOnlySpan<int> classes)
    {
        if (!IsOpen)
            return;
        var kinds = _tables.KindsOf(_stage);
        foreach (var activityClass in classes)
        {
            if (_isNegated[activityClass])
                _passed[kinds[activityClass]]++;
        }
    }

    /// <summary>Whether the negated activities up to and including an instant can all be picked; once they cannot, they never can.</summary>
    public bool CanBeFulfilled(ReadOnlySpan<int> classes)
    {
        if (!IsOpen || !HasNegated(classes))
            return IsOpen;
        var negated = CountNegated(classes);
        for (var kind = 0; kind < negated.Length; kind++)
            negated[kind] += _passed[kind];
        return IsOpen = CanPickAll(negated);
    }

    private bool HasNegated(ReadOnlySpan<int> classes)
    {
        foreach (var activityClass in classes)
        {
            if (_isNegated[activityClass])
                return true;
        }

        return false;
    }

    /// <summary>The single activities of an instant that can be picked together with all negated ones before it.</summary>
    public IEnumerable<int[]> ChooseOne(int[] counts)
    {
        for (var kind = 1; kind < counts.Length; kind++)
        {
            if (counts[kind] == 0)
                continue;
            int[] all = [.. _passed];
            all[kind]++;
            if (!CanPickAll(all))
                continue;
            var one = new int[counts.Length];
            one[kind] = 1;
            yield return one;
        }
    }

    // A flow from kinds to conditions: each condition picks no more than it asks for.
    private bool CanPickAll(int[] counts)
    {
        if (counts.AsSpan().IndexOfAnyExcept(0) < 0)
            return true;
        Array.Clear(_picked);
        int[] room = [.. _asked];
        for (var kind = 0; kind < counts.Length; kind++)
        {
            for (var left = counts[kind]; left > 0;)
            {
                var moved = Pick(kind, left, room, []);
                if (moved == 0)
                    return false;
                left -= moved;
            }
        }

        return true;
    }

    private int Pick(int kind, int most, int[] room, HashSet<int> tried)
    {
        foreach (var condition in _performed)
        {
            if (Array.BinarySearch(_tables.Conditions(_stage, kind), condition) < 0 || !tried.Add(condition))
                continue;
            var moved = Math.Min(most, room[condition]);
            room[condition] -= moved;
            // Where there is no room, another kind may go elsewhere.
            for (var other = 0; moved == 0 && other < _passed.Length; other++)
            {
                if (_picked[other, condition] > 0)
                    _picked[other, condition] -= moved = Pick(other, Math.Min(most, _picked[other, condition]), room, tried);
            }

            _picked[kind, condition] += moved;
            if (moved > 0)
                return moved;
        }

        return 0;
    }
}
