namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// For each stage, which classes of activities stand between it and the stage before: those it excludes, and those it must not have seen.
/// </summary>
/// <remarks>
/// A negated condition that is part of every way, over activities that the stage itself cannot use, forbids them whatever is chosen: then
/// the earliest reach times are the best at every stage together, and <see cref="StageWalk"/> finds them. The others depend on what is
/// chosen; a contact with such an activity is left to <see cref="ChainSearch"/>.
/// </remarks>
internal sealed class StageBarriers
{
    private readonly bool[][] _excluded;
    private readonly bool[][] _forbidden;
    private readonly HashSet<(int Stage, int Condition, int Class)> _negated = [];

    public StageBarriers(CompiledJourney journey, ActivityClasses classes)
    {
        var stages = journey.Stages.Count;
        _excluded = new bool[stages][];
        _forbidden = new bool[stages][];
        DependsOnChoice = new bool[classes.Count];
        HasUsableNegated = new bool[stages];
        for (var s = 0; s < stages; s++)
        {
            var stage = journey.Stages[s];
            _excluded[s] = new bool[classes.Count];
            _forbidden[s] = new bool[classes.Count];
            var performed = stage.Conditions.Where(condition => condition.Kind == ConditionKind.Performed).SelectMany(condition => condition.Indexes).ToHashSet();
            for (var c = 0; c < classes.Count; c++)
            {
                var matchers = classes.MatchersOf(c);
                _excluded[s][c] = matchers.Any(stage.Exclusions.Contains);
                var isUsable = matchers.Any(performed.Contains);
                for (var i = 0; i < stage.Conditions.Count; i++)
                {
                    if (stage.Conditions[i].Kind != ConditionKind.NotPerformed || !matchers.Contains(stage.Conditions[i].Index))
                        continue;
                    _negated.Add((s, i, c));
                    HasUsableNegated[s] |= isUsable;
                    if (stage.IsInEveryWay(i) && !isUsable)
                        _forbidden[s][c] = true;
                    else
                        DependsOnChoice[c] = true;
                }
            }

        }
    }

    /// <summary>For each class, whether some stage negates it in a way that may be chosen or not, or that may use it itself.</summary>
    public bool[] DependsOnChoice { get; }

    /// <summary>For each stage, whether some class that it negates can also serve it.</summary>
    public bool[] HasUsableNegated { get; }

    /// <summary>Whether a negated condition of a stage means a class.</summary>
    public bool IsNegated(int stage, int condition, int activityClass) => _negated.Contains((stage, condition, activityClass));

    /// <summary>The classes that must not occur strictly between the previous reach time and the one of this stage.</summary>
    public ReadOnlySpan<bool> ExcludedFrom(int stage) => _excluded[stage];

    /// <summary>The classes that must not occur after the previous reach time, up to and including the one of this stage, in any way.</summary>
    public ReadOnlySpan<bool> ForbiddenAt(int stage) => _forbidden[stage];
}
