using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>A journey and a story to evaluate it over.</summary>
internal sealed record Trial(Journey Journey, Story Story)
{
    public override string ToString() => $"{JourneyStory.Describe(Journey)}\n{Story}";
}

/// <summary>
/// Random trials from a seed: few types, values and instants, so that ties, repeated stages and conditions that overlap are the rule;
/// and shrinking, so that a failure is told as the smallest story that still fails.
/// </summary>
internal static class RandomStories
{
    private static readonly string[] Types = ["a", "b", "c"];
    private static readonly string[] Values = ["", "x", "y", "xy"];
    private static readonly FieldOperator[] Operators =
        [FieldOperator.Equals, FieldOperator.Equals, FieldOperator.Contains, FieldOperator.DoesNotContain, FieldOperator.NotEquals];

    /// <summary>The trial of a seed.</summary>
    public static Trial Next(int seed)
    {
        var random = new Random(seed);
        var stages = random.Next(12) == 0 ? Journey.MaxStages : random.Next(1, 6);
        var types = random.Next(1, Types.Length + 1);
        var journey = new Journey("Story", true, [.. Enumerable.Range(1, stages).Select(i => new Stage($"s{i}", $"s{i}", null, Conditions(random, types)))]);
        var instants = random.Next(4) switch { 0 => 1, 1 => 2, 2 => 3, _ => 8 };
        var activities = Enumerable.Range(0, random.Next(1, 3))
            .SelectMany(contact => Activities(random, $"c{contact}", stages > 5 ? random.Next(8, 12) : random.Next(1, 9), types, instants));
        return new Trial(journey, new Story([.. activities]));
    }

    /// <summary>A smaller trial that still fails, and of which no smaller one does.</summary>
    public static Trial Shrink(Trial trial, Func<Trial, bool> fails)
    {
        while (Smaller(trial).FirstOrDefault(fails) is { } smaller)
            trial = smaller;
        return trial;
    }

    private static ConditionSet Conditions(Random random, int types) => new(
        Either(random),
        Repeat(random.Next(3) == 0 ? random.Next(2, 4) : 1, () => new ConditionGroup(
            Either(random),
            Repeat(random.Next(2) == 0 ? random.Next(2, 4) : 1, () => (StageCondition)Condition(random, types)))));

    private static PerformedActivity Condition(Random random, int types) => new(
        Types[random.Next(types)],
        random.Next(2) == 0 ? [] : [new FieldFilter("value", Operators[random.Next(Operators.Length)], new PropertyValue(Values[random.Next(1, Values.Length)]))],
        random.Next(3) == 0 ? random.Next(2, 4) : 1);

    private static IEnumerable<Activity> Activities(Random random, string contact, int count, int types, int instants) => Repeat(count, () =>
        new Activity(contact, $"{contact}-{random.Next()}", Types[random.Next(types)], Story.At(random.Next(instants))) { Value = Values[random.Next(Values.Length)] });

    private static Match Either(Random random) => random.Next(2) == 0 ? Match.All : Match.Any;

    private static List<T> Repeat<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    private static IEnumerable<Trial> Smaller(Trial trial)
    {
        foreach (var activities in Without(trial.Story.Activities))
            yield return trial with { Story = new Story(activities) };
        foreach (var stages in Without(trial.Journey.Stages))
        {
            if (stages.Count > 0)
                yield return trial with { Journey = trial.Journey with { Stages = stages } };
        }

        foreach (var (stage, s) in trial.Journey.Stages.Select((stage, s) => (stage, s)))
        {
            foreach (var set in Smaller(stage.Conditions))
                yield return trial with { Journey = trial.Journey with { Stages = With(trial.Journey.Stages, s, stage with { Conditions = set }) } };
        }
    }

    private static IEnumerable<ConditionSet> Smaller(ConditionSet set)
    {
        foreach (var groups in Without(set.Groups))
        {
            if (groups.Count > 0)
                yield return set with { Groups = groups };
        }

        foreach (var (group, g) in set.Groups.Select((group, g) => (group, g)))
        {
            foreach (var conditions in Without(group.Conditions))
            {
                if (conditions.Count > 0)
                    yield return set with { Groups = With(set.Groups, g, group with { Conditions = conditions }) };
            }

            foreach (var (condition, c) in group.Conditions.Cast<PerformedActivity>().Select((condition, c) => (condition, c)))
            {
                if (condition.Where.Count > 0)
                    yield return set with { Groups = With(set.Groups, g, group with { Conditions = With(group.Conditions, c, condition with { Where = [] }) }) };
                if (condition.AtLeast > 1)
                    yield return set with { Groups = With(set.Groups, g, group with { Conditions = With(group.Conditions, c, condition with { AtLeast = condition.AtLeast - 1 }) }) };
            }
        }
    }

    private static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> items) =>
        Enumerable.Range(0, items.Count).Select(i => (IReadOnlyList<T>)[.. items.Take(i), .. items.Skip(i + 1)]);

    private static IReadOnlyList<T> With<T>(IReadOnlyList<T> items, int at, T item) => [.. items.Take(at), item, .. items.Skip(at + 1)];
}
