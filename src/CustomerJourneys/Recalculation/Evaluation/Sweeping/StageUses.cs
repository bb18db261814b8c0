namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>Which stages of a journey may use the same activities.</summary>
internal sealed class StageUses
{
    private readonly List<HashSet<string>> _types;
    private readonly bool[] _mayTie;
    private readonly bool[] _isShared;

    public StageUses(CompiledJourney journey)
    {
        _types = [.. journey.Stages.Select(stage => TypesOf(journey, stage))];
        var single = journey.Stages.Select(SingleMatcherOf).ToList();
        _mayTie = new bool[_types.Count];
        _isShared = new bool[_types.Count];
        for (var s = 0; s < _types.Count; s++)
        {
            var overlapping = Enumerable.Range(0, _types.Count).Where(other => other != s && _types[other].Overlaps(_types[s])).ToList();
            _isShared[s] = overlapping.Count > 0 && single[s] is not null && overlapping.TrueForAll(other => single[other] == single[s]);
            _mayTie[s] = !_isShared[s] && overlapping.Exists(other => other < s);
        }
    }

    /// <summary>Whether a stage before may have used activities that this one looks at, and it is not known which.</summary>
    public bool MayTie(int stage) => _mayTie[stage];

    /// <summary>Whether this stage and all that look at activities of its types ask for nothing but activities of one same matcher.</summary>
    public bool IsShared(int stage) => _isShared[stage];

    /// <summary>The types that a stage or the one before it looks at.</summary>
    public IReadOnlySet<string> TypesUpTo(int stage) =>
        _types[stage].Concat(_types[stage - 1]).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static HashSet<string> TypesOf(CompiledJourney journey, CompiledStage stage) => stage.Conditions
        .Where(condition => condition.Kind == ConditionKind.Performed)
        .SelectMany(condition => condition.Indexes).SelectMany(matcher => journey.Matchers[matcher].Types)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    // The matcher of a stage whose every way picks activities of this one matcher, by one condition.
    private static int? SingleMatcherOf(CompiledStage stage)
    {
        var performed = Enumerable.Range(0, stage.Conditions.Count).Where(i => stage.Conditions[i].Kind == ConditionKind.Performed).ToList();
        return performed is [var only] && stage.Conditions[only].Indexes.Count == 1 && stage.IsInEveryWay(only) ? stage.Conditions[only].Index : null;
    }
}
