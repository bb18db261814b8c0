using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Insights.Explanations;

/// <summary>A stage as its definition asks: the evaluator goes by fewer conditions that say the same.</summary>
internal sealed class AskedStage
{
    /// <summary>Prepares.</summary>
    public AskedStage(Stage stage, CompiledStage compiled)
    {
        (Stage, Compiled) = (stage, compiled);
        var asked = new List<AskedCondition>();
        for (var group = 0; group < stage.Conditions.Groups.Count; group++)
        {
            foreach (var condition in stage.Conditions.Groups[group].Conditions)
                asked.Add(new AskedCondition(asked.Count, group, condition, ConditionRules.MeaningOf(condition), compiled.Asked[asked.Count]));
        }

        Conditions = asked;
        Groups = [.. stage.Conditions.Groups.Select((group, g) => (group.Match, (IReadOnlyList<AskedCondition>)[.. asked.Where(condition => condition.Group == g)]))];
    }

    /// <summary>The stage.</summary>
    public Stage Stage { get; }

    /// <summary>The stage as it is evaluated.</summary>
    public CompiledStage Compiled { get; }

    /// <summary>How the groups are joined.</summary>
    public Match Match => Stage.Conditions.Match;

    /// <summary>Its conditions, group by group.</summary>
    public IReadOnlyList<AskedCondition> Conditions { get; }

    /// <summary>Its groups: how each joins its conditions.</summary>
    public IReadOnlyList<(Match Match, IReadOnlyList<AskedCondition> Conditions)> Groups { get; }

    /// <summary>Whether a group is met.</summary>
    public bool IsMet(int group, Func<AskedCondition, bool> isMet) =>
        Groups[group].Match == Match.All ? Groups[group].Conditions.All(isMet) : Groups[group].Conditions.Any(isMet);

    /// <summary>Whether the stage is met.</summary>
    public bool IsMet(Func<AskedCondition, bool> isMet)
    {
        var groups = Enumerable.Range(0, Groups.Count);
        return Match == Match.All ? groups.All(group => IsMet(group, isMet)) : groups.Any(group => IsMet(group, isMet));
    }
}

/// <summary>A condition of a definition.</summary>
/// <param name="Place">Its place among the conditions of its stage, counted from 0.</param>
/// <param name="Group">Its group, counted from 0.</param>
/// <param name="Condition">The condition.</param>
/// <param name="Meaning">What it asks for.</param>
/// <param name="Index">The journey's matcher of its activities, or its test of the contact.</param>
internal sealed record AskedCondition(int Place, int Group, StageCondition Condition, ConditionMeaning Meaning, int Index);
