using System.Text;
using System.Text.Json;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Benchmarks.Comparison;

/// <summary>
/// A journey that the rivals can say too: no type occurs in two stages, so that no activity could serve two, and every stage is reached at the earliest
/// possible time at or after the previous one.
/// </summary>
/// <param name="Name">What it is called in the results.</param>
/// <param name="Stages">The stages in order.</param>
internal sealed record ComparedJourney(string Name, IReadOnlyList<ComparedStage> Stages)
{
    private static readonly IdSource Ids = IdSource.FromClock(TimeProvider.System);

    /// <summary>Five stages of one type each, from the most frequent to one in 34 activities.</summary>
    public static ComparedJourney FiveStages { get; } = OfTypes("five stages", 0, 1, 2, 4, 7);

    /// <summary>Five stages of rare types that no other journey here names.</summary>
    public static ComparedJourney Elsewhere { get; } = OfTypes("elsewhere", 30, 31, 32, 33, 34);

    /// <summary>Five stages of two groups each with filters on text and numbers, any or all of them, and counts.</summary>
    public static ComparedJourney Groups { get; } = new("groups with filters", [
        new(Any: true, [new(0, "url", "contains", "/pricing/"), new(3, "properties.amount", "greaterOrEqual", "450")]),
        new(Any: false, [new(1, "value", "contains", "coffee"), new(2, "value", "notEquals", "tea-01")]),
        new(Any: true, [new(4, "value", "equals", "coffee-00"), new(5, "properties.amount", "lessThan", "250")]),
        new(Any: false, [new(6, "url", "startsWith", "/p"), new(7, "value", "notEquals", "tea-01")]),
        new(Any: true, [new(8, "properties.amount", "greaterThan", "100", AtLeast: 2), new(9, "url", "contains", "coffee")])]);

    /// <summary>Ten journeys of five stages over the same eight types.</summary>
    public static IReadOnlyList<ComparedJourney> Ten { get; } = [.. Enumerable.Range(0, 10).Select(number =>
        OfTypes($"one of ten, {number + 1}", [.. Enumerable.Range(0, 5).Select(stage => (number + (stage * (number < 8 ? 1 : 3))) % 8)]))];

    /// <summary>The types it reads.</summary>
    public IEnumerable<string> Types => Stages.SelectMany(stage => stage.Groups).Select(group => ActivityMix.Types[group.Type]).Distinct();

    /// <summary>Whether a filter looks at a text.</summary>
    public bool FiltersTexts => Stages.Any(stage => stage.Groups.Any(group => group.Field is "value" or "url"));

    /// <summary>The definition as the API takes it.</summary>
    public byte[] ToJson() => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        displayName = Name,
        stages = Stages.Select((stage, number) => new
        {
            name = $"Stage {number + 1}",
            conditions = new
            {
                match = stage.Any ? "any" : "all",
                groups = stage.Groups.Select(group => new
                {
                    match = "all",
                    conditions = new[]
                    {
                        new
                        {
                            rule = "performedActivity",
                            activityType = ActivityMix.Types[group.Type],
                            atLeast = group.AtLeast,
                            where = group.Field.Length == 0 ? [] : new[] { new { field = group.Field, @operator = group.Operator, value = group.Value } },
                        },
                    },
                }),
            },
        }),
    }));

    /// <summary>Prepared for the evaluator.</summary>
    public CompiledJourney Compile() => new(JourneyJson.Read(ToJson(), Ids, scheduledByDefault: false, knownStageIds: []));

    private static ComparedJourney OfTypes(string name, params int[] types) => new(name, [.. types.Select(type => new ComparedStage(Any: true, [new(type)]))]);
}

/// <summary>A stage.</summary>
/// <param name="Any">Whether one of the groups is enough.</param>
/// <param name="Groups">Its groups of one condition each.</param>
internal sealed record ComparedStage(bool Any, IReadOnlyList<ComparedGroup> Groups);

/// <summary>A condition: at least so many activities of a type, with a filter or without.</summary>
internal sealed record ComparedGroup(int Type, string Field = "", string Operator = "", string Value = "", int AtLeast = 1);
