using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// Whether a stage is fulfilled by what was counted so far; the one place that knows what All and Any mean. Conditions on the contact and
/// negated ones hold or do not hold, whatever is counted.
/// </summary>
internal sealed class StageProgress
{
    private const int Never = int.MaxValue / 2;

    private readonly int[] _groupOf;
    private readonly (Match Match, int Conditions)[] _groups;
    private readonly bool _isAll;
    private readonly bool _isWay;
    private readonly int[] _begin;
    private readonly int[] _missing;
    private readonly int[] _unmetInGroup;
    private int _unmetGroups;

    /// <summary>Begins with nothing counted, and conditions that are not counted all holding.</summary>
    public StageProgress(CompiledStage stage)
    {
        _groupOf = [.. stage.Conditions.Select(condition => condition.Group)];
        _groups = [.. stage.Groups];
        _isAll = stage.Match == Match.All;
        _begin = [.. stage.Conditions.Select(condition => condition.AtLeast)];
        _missing = new int[_begin.Length];
        _unmetInGroup = new int[_groups.Length];
        Reset();
    }

    /// <summary>The progress of one way of fulfilling a stage: all of these conditions, and no other.</summary>
    public StageProgress(CompiledStage stage, IReadOnlyCollection<int> way)
    {
        _isWay = true;
        _isAll = true;
        _groupOf = new int[stage.Conditions.Count];
        _groups = [(Match.All, stage.Conditions.Count)];
        _begin = [.. stage.Conditions.Select((condition, i) => way.Contains(i) ? condition.AtLeast : 0)];
        _missing = new int[_begin.Length];
        _unmetInGroup = new int[1];
        Reset();
    }

    /// <summary>Whether the stage is fulfilled.</summary>
    public bool IsFulfilled => _unmetGroups <= 0;

    /// <summary>How many conditions the stage has.</summary>
    public int Conditions => _missing.Length;

    /// <summary>How many groups of conditions there are.</summary>
    public int Groups => _groups.Length;

    /// <summary>How many activities a condition still misses; 0 or less when it is met.</summary>
    public int Missing(int condition) => _missing[condition];

    /// <summary>Whether a group is fulfilled.</summary>
    public bool IsGroupFulfilled(int group) => _unmetInGroup[group] <= 0;

    /// <summary>Whether any condition of a group suffices for it.</summary>
    public bool IsAnyGroup(int group) => _groups[group].Match == Match.Any;

    /// <summary>Whether any group suffices for the stage.</summary>
    public bool IsAnyStage => !_isAll;

    /// <summary>The group of a condition.</summary>
    public int GroupOf(int condition) => _groupOf[condition];

    /// <summary>Whether enough activities could fulfil the stage: conditions that are not counted and do not hold never will.</summary>
    public bool CouldBeFulfilled
    {
        get
        {
            var groups = 0;
            for (var (g, first) = (0, 0); g < _groups.Length; first += _groups[g++].Conditions)
            {
                var never = _missing.AsSpan(first, _groups[g].Conditions).Count(Never);
                if (_groups[g].Match == Match.All ? never == 0 : never < _groups[g].Conditions)
                    groups++;
            }

            return _isAll ? groups == _groups.Length : groups > 0;
        }
    }

    /// <summary>Whether the stage is fulfilled in a way that this condition is part of.</summary>
    public bool IsUsable(int condition) =>
        IsFulfilled && _missing[condition] <= 0 && (!_isWay || _begin[condition] > 0)
        && (_groups[_groupOf[condition]].Match == Match.Any || _unmetInGroup[_groupOf[condition]] <= 0);

    /// <summary>Begins anew, with nothing counted.</summary>
    public void Reset()
    {
        _begin.CopyTo(_missing, 0);
        for (var g = 0; g < _groups.Length; g++)
            _unmetInGroup[g] = _groups[g].Match == Match.All ? _groups[g].Conditions : 1;
        for (var i = 0; i < _missing.Length; i++)
        {
            if (_missing[i] <= 0)
                _unmetInGroup[_groupOf[i]]--;
        }

        _unmetGroups = _isAll ? _groups.Length : 1;
        foreach (var unmet in _unmetInGroup)
        {
            if (unmet <= 0)
                _unmetGroups--;
        }
    }

    /// <summary>Tells a stage's progress which of its conditions on the contact hold; it takes effect when the progress begins anew.</summary>
    public static void BeginAll(CompiledStage stage, ReadOnlySpan<bool> holds, params ReadOnlySpan<StageProgress> progresses)
    {
        for (var i = 0; i < stage.Conditions.Count; i++)
        {
            if (stage.Conditions[i] is not { Kind: ConditionKind.Contact, Index: var test })
                continue;
            foreach (var progress in progresses)
                progress.Begin(i, holds[test]);
        }
    }

    /// <summary>Says whether a condition that is not counted holds, from the next <see cref="Reset"/> on.</summary>
    public void Begin(int condition, bool holds) => _begin[condition] = holds ? 0 : Never;

    /// <summary>Says whether a condition that is not counted holds, from now on until the next <see cref="Reset"/>.</summary>
    public void Set(int condition, bool holds)
    {
        var change = (holds ? 0 : Never) - _missing[condition];
        if (change != 0)
            Add(condition, -change);
    }

    /// <summary>Counts activities that meet these conditions.</summary>
    /// <param name="conditions">The conditions, by their number in the stage.</param>
    /// <param name="times">How many activities; a negative number takes back what was counted.</param>
    public void Add(int[] conditions, int times)
    {
        foreach (var condition in conditions)
            Add(condition, times);
    }

    /// <summary>
    /// Notes the conditions of which at least one must still gain before the stage can be fulfilled: where all parts must hold, those of the
    /// first part that does not suffice; where any may, those of all of them.
    /// </summary>
    /// <param name="canBeMet">Which conditions can be met at all; parts that cannot are left out.</param>
    /// <param name="conditions">Takes the conditions.</param>
    public void CollectOpen(ReadOnlySpan<bool> canBeMet, List<int> conditions)
    {
        conditions.Clear();
        for (var g = 0; g < _groups.Length; g++)
        {
            if (_unmetInGroup[g] <= 0)
                continue;
            CollectOpenOf(g, canBeMet, conditions);
            if (_isAll)
                return;
        }
    }

    /// <summary>The same for one group alone; adds to what is noted.</summary>
    public void CollectOpenOf(int group, ReadOnlySpan<bool> canBeMet, List<int> conditions)
    {
        var isAll = _groups[group].Match == Match.All;
        var before = conditions.Count;
        var first = Array.IndexOf(_groupOf, group);
        for (var i = first; i < first + _groups[group].Conditions; i++)
        {
            if (_missing[i] <= 0)
                continue;
            if (canBeMet[i])
                conditions.Add(i);
            else if (isAll)
            {
                conditions.RemoveRange(before, conditions.Count - before);
                return;
            }
        }

        if (isAll && conditions.Count > before + 1)
            conditions.RemoveRange(before + 1, conditions.Count - before - 1);
    }

    private void Add(int condition, int times)
    {
        var wasMet = _missing[condition] <= 0;
        var isMet = (_missing[condition] -= times) <= 0;
        if (wasMet == isMet)
            return;
        var group = _groupOf[condition];
        var groupWasMet = _unmetInGroup[group] <= 0;
        _unmetInGroup[group] += isMet ? -1 : 1;
        var groupIsMet = _unmetInGroup[group] <= 0;
        if (groupWasMet != groupIsMet)
            _unmetGroups += groupIsMet ? -1 : 1;
    }
}
