using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>A stage prepared for evaluation: its conditions in one row, each in its group.</summary>
public sealed class CompiledStage
{
    internal CompiledStage(Stage stage, Func<ActivityPattern, int> matcherOf, Func<ConditionMeaning, int> testOf)
    {
        var told = stage.Conditions.Groups.Select(group => (group.Match, group.Conditions.Select(Compile).ToList())).ToList();
        Asked = [.. told.SelectMany(group => group.Item2.Select(condition => condition.Index))];
        var simplified = SimplifiedConditions.Of(stage.Conditions.Match, told);
        Match = simplified.Match;
        Groups = [.. simplified.Groups.Select(group => (group.Match, group.Conditions.Count))];
        Conditions = [.. simplified.Groups.SelectMany((group, g) => group.Conditions.Select(condition => condition with { Group = g }))];
        Window = stage.Window?.Milliseconds;
        Exclusions = [.. stage.Excluding.Select(excluded => matcherOf(((PerformedMeaning)ConditionRules.MeaningOf(excluded)).Pattern))];

        CompiledCondition Compile(StageCondition condition) => ConditionRules.MeaningOf(condition) switch
        {
            PerformedMeaning performed => new CompiledCondition(ConditionKind.Performed, 0, [matcherOf(performed.Pattern)], performed.AtLeast),
            NotPerformedMeaning not => new CompiledCondition(ConditionKind.NotPerformed, 0, [matcherOf(not.Pattern)], 0),
            var test => new CompiledCondition(ConditionKind.Contact, 0, [testOf(test)], 0),
        };
    }

    /// <summary>For each condition of the definition, group by group, its matcher of activities or its test of contacts.</summary>
    public IReadOnlyList<int> Asked { get; }

    /// <summary>How the groups are joined.</summary>
    public Match Match { get; }

    /// <summary>How each group joins its conditions, and how many it has.</summary>
    public IReadOnlyList<(Match Match, int Conditions)> Groups { get; }

    /// <summary>The conditions, group by group: as few as say the same; see <see cref="SimplifiedConditions"/>.</summary>
    public IReadOnlyList<CompiledCondition> Conditions { get; }

    /// <summary>The stage window in milliseconds; <see langword="null"/> without one.</summary>
    public long? Window { get; }

    /// <summary>The matchers of what must not occur strictly between the previous reach time and this one.</summary>
    public IReadOnlyList<int> Exclusions { get; }

    /// <summary>Whether a condition is part of every way of fulfilling the stage.</summary>
    public bool IsInEveryWay(int condition)
    {
        var group = Groups[Conditions[condition].Group];
        return (Match == Match.All || Groups.Count == 1) && (group.Match == Match.All || group.Conditions == 1);
    }
}

/// <summary>A condition prepared for evaluation.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Group">The group it belongs to.</param>
/// <param name="Indexes">Its matchers of activities, of which any will do, ascending; or its one test of contacts.</param>
/// <param name="AtLeast">How many activities it asks for; 0 for a condition of another kind.</param>
public readonly record struct CompiledCondition(ConditionKind Kind, int Group, IReadOnlyList<int> Indexes, int AtLeast)
{
    /// <summary>The only one of its indexes, for conditions that have one.</summary>
    public int Index => Indexes[0];
}

/// <summary>What a prepared condition asks for.</summary>
public enum ConditionKind
{
    /// <summary>At least so many activities.</summary>
    Performed,

    /// <summary>No activity since the previous stage.</summary>
    NotPerformed,

    /// <summary>Something of the contact.</summary>
    Contact,
}
