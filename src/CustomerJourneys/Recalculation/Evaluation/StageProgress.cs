using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>Whether a stage is fulfilled by what was counted so far; the one place that knows what All and Any mean.</summary>
internal sealed class StageProgress
{
    private readonly CompiledStage _stage;
    private readonly int[] _missing;
    private readonly int[] _unmetInGroup;
    private int _unmetGroups;

    public StageProgress(CompiledStage stage)
    {
        _stage = stage;
        _missing = new int[stage.Conditions.Count];
        _unmetInGroup = new int[stage.Groups.Count];
        Reset();
    }

    /// <summary>Whether the stage is fulfilled.</summary>
    public bool IsFulfilled => _unmetGroups <= 0;

    /// <summary>How many conditions the stage has.</summary>
    public int Conditions => _missing.Length;

    /// <summary>How many activities a condition still misses; 0 or less when it is met.</summary>
    public int Missing(int condition) => _missing[condition];

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        for (var i = 0; i < _missing.Length; i++)
            _missing[i] = _stage.Conditions[i].AtLeast;
        for (var g = 0; g < _unmetInGroup.Length; g++)
            _unmetInGroup[g] = _stage.Groups[g].Match == Match.All ? _stage.Groups[g].Conditions : 1;
        _unmetGroups = _stage.Match == Match.All ? _stage.Groups.Count : 1;
    }

    /// <summary>Counts activities that meet these conditions.</summary>
    /// <param name="conditions">The conditions, by their number in the stage.</param>
    /// <param name="times">How many activities; a negative number takes back what was counted.</param>
    public void Add(int[] conditions, int times)
    {
        foreach (var condition in conditions)
        {
            var wasMet = _missing[condition] <= 0;
            var isMet = (_missing[condition] -= times) <= 0;
            if (wasMet == isMet)
                continue;
            var group = _stage.Conditions[condition].Group;
            var groupWasMet = _unmetInGroup[group] <= 0;
            _unmetInGroup[group] += isMet ? -1 : 1;
            var groupIsMet = _unmetInGroup[group] <= 0;
            if (groupWasMet != groupIsMet)
                _unmetGroups += groupIsMet ? -1 : 1;
        }
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
        var first = 0;
        for (var g = 0; g < _unmetInGroup.Length; g++)
        {
            var count = _stage.Groups[g].Conditions;
            if (_unmetInGroup[g] > 0)
            {
                CollectOpen(first, count, _stage.Groups[g].Match, canBeMet, conditions);
                if (_stage.Match == Match.All)
                    return;
            }

            first += count;
        }
    }

    private void CollectOpen(int first, int count, Match match, ReadOnlySpan<bool> canBeMet, List<int> conditions)
    {
        var before = conditions.Count;
        for (var i = first; i < first + count; i++)
        {
            if (_missing[i] <= 0)
                continue;
            if (canBeMet[i])
                conditions.Add(i);
            else if (match == Match.All)
            {
                conditions.RemoveRange(before, conditions.Count - before);
                return;
            }
        }

        if (match == Match.All && conditions.Count > before + 1)
            conditions.RemoveRange(before + 1, conditions.Count - before - 1);
    }
}
