using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Journeys.Health;

/// <summary>
/// Looks through everything that was logged for what the conditions of a journey ask for, so that a misspelt page or a type that was never logged
/// is told instead of counted as zero.
/// </summary>
public sealed class JourneyHealthCheck(IJourneyStore journeys, PresentData data)
{
    /// <summary>Checks a journey.</summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>journey_not_found</c>.</exception>
    public async Task<JourneyHealth> CheckAsync(string journeyId, CancellationToken cancellation)
    {
        var journey = await journeys.FindAsync(journeyId, cancellation) ?? throw JourneyProblems.NotFound();
        var compiled = new CompiledJourney(journey.Definition);
        var seen = new SeenActivities(compiled);
        var dataAsOf = await data.ReadAsync(compiled, seen.Add, cancellation);
        return new JourneyHealth(journey.Id, journey.Version, dataAsOf, seen.Activities, [.. Conditions(journey.Definition, compiled, seen)]);
    }

    private static IEnumerable<ConditionHealth> Conditions(Journey definition, CompiledJourney compiled, SeenActivities seen)
    {
        for (var s = 0; s < definition.Stages.Count; s++)
        {
            var (stage, prepared) = (definition.Stages[s], compiled.Stages[s]);
            var number = 0;
            for (var g = 0; g < stage.Conditions.Groups.Count; g++)
            {
                var conditions = stage.Conditions.Groups[g].Conditions;
                for (var c = 0; c < conditions.Count; c++)
                    yield return Check($"stages[{s}].conditions.groups[{g}].conditions[{c}]", stage, conditions[c], prepared.Asked[number++], seen);
            }

            for (var e = 0; e < stage.Excluding.Count; e++)
                yield return Check($"stages[{s}].excluding[{e}]", stage, stage.Excluding[e], prepared.Exclusions[e], seen);
        }
    }

    private static ConditionHealth Check(string path, Stage stage, StageCondition condition, int index, SeenActivities seen)
    {
        var rule = ConditionRules.RuleOf(condition);
        var meaning = rule.MeaningOf(condition);
        var matched = meaning is PerformedMeaning or NotPerformedMeaning ? seen.Matched(index) : (long?)null;
        var finding = meaning switch
        {
            AttributeMeaning attribute => seen.HasAttribute(attribute.Attribute) ? null : HealthFinding.AttributeUnknown,
            GroupMeaning group => seen.HasGroup(group.Group) ? null : HealthFinding.GroupUnknown,
            _ when matched > 0 => (HealthFinding?)null,
            _ when !seen.HasTypeOf(index) => HealthFinding.ActivityTypeUnknown,
            _ => rule.NeverMatched,
        };
        return new ConditionHealth(path, stage.Id, stage.Name, rule.Id, matched, finding, finding is { } found ? Describe(found, meaning) : null);
    }

    private static string Describe(HealthFinding finding, ConditionMeaning meaning) => finding switch
    {
        HealthFinding.ActivityTypeUnknown => $"No activity of type {TypesOf(meaning)} was ever logged.",
        HealthFinding.PageUnknown => "No visit to this page was ever logged. Compare its address with those of the activities.",
        HealthFinding.FormUnknown => "No submission of this form was ever logged. Compare its name with the values of the activities.",
        HealthFinding.NeverMatched => $"Activities of type {TypesOf(meaning)} were logged, but none that matches.",
        HealthFinding.AttributeUnknown => "No contact has this attribute.",
        HealthFinding.GroupUnknown => "There is no contact group of this id.",
        _ => throw new InvalidOperationException($"{finding} has no words."),
    };

    private static string TypesOf(ConditionMeaning meaning) => string.Join(" or ", meaning switch
    {
        PerformedMeaning performed => performed.Pattern.Types,
        NotPerformedMeaning not => not.Pattern.Types,
        _ => [],
    });
}
