using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Definitions;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Testing.Contacts;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>A journey and a story to evaluate it over.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Story">The story.</param>
/// <param name="Facts">What is known of the contacts.</param>
internal sealed record Trial(Journey Journey, Story Story, IReadOnlyDictionary<string, ContactFacts> Facts)
{
    public override string ToString() =>
        $"{JourneyStory.Describe(Journey)}\n{Story}\n{string.Join('\n', Facts.Select(fact => $"{fact.Key} in {string.Join(", ", fact.Value.Groups)}, plan {fact.Value.Attributes.GetValueOrDefault("plan").Text}"))}";
}

/// <summary>
/// Random trials from a seed: few types, values and instants, so that ties, repeated stages and conditions that overlap are the rule;
/// and shrinking, so that a failure is told as the smallest story that still fails.
/// </summary>
internal static class RandomStories
{
    private static readonly string[] Types = ["a", "b", "c"];
    private static readonly string[] Values = ["", "x", "y", "xy"];
    private static readonly string[] Groups = ["g", "h"];
    private static readonly FieldOperator[] Operators =
        [FieldOperator.Equals, FieldOperator.Equals, FieldOperator.Contains, FieldOperator.DoesNotContain, FieldOperator.NotEquals];

    /// <summary>The trial of a seed.</summary>
    public static Trial Next(int seed)
    {
        var random = new Random(seed);
        var stages = random.Next(12) == 0 ? Journey.MaxStages : random.Next(1, 6);
        var types = random.Next(1, Types.Length + 1);
        // A third of the journeys is plain; the others bound what may lie between stages, in any combination, and some of these in all ways at once.
        var isBounded = random.Next(3) > 0;
        var isEntangled = isBounded && random.Next(3) == 0;
        if (isEntangled)
            (stages, types) = (random.Next(2, 5), random.Next(2, 4));
        var journey = new Journey("Story", true, [.. Enumerable.Range(1, stages).Select(i => Stage(random, $"s{i}", types, isBounded, isEntangled, isFirst: i == 1))])
        {
            ConversionWindow = isEntangled || (isBounded && random.Next(3) == 0) ? JourneyStory.Seconds($"{random.Next(1, 7)}") : null,
        };
        if (HasWindowWithoutStart(journey))
            journey = journey with { ConversionWindow = null, Stages = [.. journey.Stages.Select((stage, s) => s == 1 ? stage with { Window = null } : stage)] };
        var instants = random.Next(4) switch { 0 => 1, 1 => 2, 2 => 3, _ => 8 };
        var activities = Enumerable.Range(0, random.Next(1, 3))
            .SelectMany(contact => Activities(random, $"c{contact}", stages > 5 ? random.Next(8, 12) : isEntangled ? random.Next(5, 11) : random.Next(1, 9), types, instants));
        var facts = new Dictionary<string, ContactFacts>();
        for (var contact = 0; contact < 2; contact++)
        {
            var groups = Groups.Where(_ => random.Next(2) == 0).ToList();
            facts.Add($"c{contact}", random.Next(2) == 0 ? ContactFacts.Of(groups) : ContactFacts.Of(groups, ("Plan", new PropertyValue(Values[random.Next(Values.Length)]))));
        }

        return new Trial(journey, new Story([.. activities]), facts);
    }

    /// <summary>A smaller trial that still fails, and of which no smaller one does.</summary>
    public static Trial Shrink(Trial trial, Func<Trial, bool> fails)
    {
        while (Smaller(trial).Where(IsValid).FirstOrDefault(fails) is { } smaller)
            trial = smaller;
        return trial;
    }

    private static Stage Stage(Random random, string name, int types, bool isBounded, bool isEntangled, bool isFirst)
    {
        var negated = isEntangled ? 4 : isBounded && random.Next(2) == 0 ? 3 : 0;
        ConditionSet conditions;
        do
            conditions = Conditions(random, types, negated);
        while (!HasActivityInEveryWay(conditions, isFirst));
        return new Stage(name, name, null, conditions)
        {
            Window = isBounded && !isFirst && random.Next(4) == 0 ? JourneyStory.Seconds($"{random.Next(1, 4)}") : null,
            Excluding = isBounded && !isFirst && random.Next(4) == 0 ? Repeat(random.Next(1, 3), () => new PerformedActivity(Types[random.Next(types)], Where(random))) : [],
        };
    }

    private static ConditionSet Conditions(Random random, int types, int negated) => new(
        Either(random),
        Repeat(random.Next(3) == 0 ? random.Next(2, 4) : 1, () => new ConditionGroup(
            Either(random),
            Repeat(random.Next(2) == 0 ? random.Next(2, 4) : 1, () => Condition(random, types, negated)))));

    private static StageCondition Condition(Random random, int types, int negated) => random.Next(10) is var kind && kind < negated
        ? new HasNotPerformed(Types[random.Next(types)], Where(random))
        : kind == 9 && random.Next(2) == 0 ? OfContact(random)
        : new PerformedActivity(Types[random.Next(types)], Where(random), random.Next(3) == 0 ? random.Next(2, 4) : 1)
        {
            WithinLast = random.Next(20) == 0 ? JourneyStory.Seconds($"{random.Next(3, 11)}") : null,
        };

    private static StageCondition OfContact(Random random) => random.Next(4) switch
    {
        0 => new InContactGroup("g"),
        1 => new NotInContactGroup("h"),
        2 => new InContactGroup("unknown"),
        _ => new ContactAttributeIs("plan", new Comparison(Operators[random.Next(Operators.Length)], new PropertyValue(Values[random.Next(1, Values.Length)]))),
    };

    private static IReadOnlyList<FieldFilter> Where(Random random) => random.Next(2) == 0
        ? []
        : [new FieldFilter("value", Operators[random.Next(Operators.Length)], new PropertyValue(Values[random.Next(1, Values.Length)]))];

    // As definitions must be: only at the first stage may conditions on the contact stand alone.
    private static bool HasActivityInEveryWay(ConditionSet set, bool isFirst) =>
        WaySorts.Of(set).All(way => way.HasFlag(WayParts.Activity) || (isFirst && way == WayParts.Contact));

    // Then a window has nothing to count from.
    private static bool HasWindowWithoutStart(Journey journey) =>
        (journey.ConversionWindow is not null || journey.Stages.Skip(1).FirstOrDefault()?.Window is not null)
        && !HasActivityInEveryWay(journey.Stages[0].Conditions, isFirst: false);

    private static IEnumerable<Activity> Activities(Random random, string contact, int count, int types, int instants) => Repeat(count, () =>
        new Activity(contact, $"{contact}-{random.Next()}", Types[random.Next(types)], Story.At(random.Next(instants))) { Value = Values[random.Next(Values.Length)] });

    private static Match Either(Random random) => random.Next(2) == 0 ? Match.All : Match.Any;

    private static List<T> Repeat<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    private static bool IsValid(Trial trial) =>
        trial.Journey.Stages[0] is { Window: null, Excluding.Count: 0 } && trial.Journey.Stages.Select((stage, s) => HasActivityInEveryWay(stage.Conditions, s == 0)).All(has => has)
        && !HasWindowWithoutStart(trial.Journey);

    private static IEnumerable<Trial> Smaller(Trial trial)
    {
        if (trial.Journey.ConversionWindow is not null)
            yield return trial with { Journey = trial.Journey with { ConversionWindow = null } };
        foreach (var activities in Without(trial.Story.Activities))
            yield return trial with { Story = new Story(activities) };
        foreach (var stages in Without(trial.Journey.Stages))
        {
            if (stages.Count > 0)
                yield return trial with { Journey = trial.Journey with { Stages = stages } };
        }

        foreach (var (stage, s) in trial.Journey.Stages.Select((stage, s) => (stage, s)))
        {
            if (stage.Window is not null || stage.Excluding.Count > 0)
                yield return trial with { Journey = trial.Journey with { Stages = With(trial.Journey.Stages, s, stage with { Window = null, Excluding = [] }) } };
            foreach (var excluding in Without(stage.Excluding))
                yield return trial with { Journey = trial.Journey with { Stages = With(trial.Journey.Stages, s, stage with { Excluding = excluding }) } };
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

            foreach (var (condition, c) in group.Conditions.Select((condition, c) => (condition, c)))
            {
                foreach (var smaller in Smaller(condition))
                    yield return set with { Groups = With(set.Groups, g, group with { Conditions = With(group.Conditions, c, smaller) }) };
            }
        }
    }

    private static IEnumerable<StageCondition> Smaller(StageCondition condition)
    {
        if (condition is HasNotPerformed { Where.Count: > 0 } not)
            yield return not with { Where = [] };
        if (condition is not PerformedActivity performed)
            yield break;
        if (performed.Where.Count > 0)
            yield return performed with { Where = [] };
        if (performed.AtLeast > 1)
            yield return performed with { AtLeast = performed.AtLeast - 1 };
        if (performed.WithinLast is not null)
            yield return performed with { WithinLast = null };
    }

    private static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> items) =>
        Enumerable.Range(0, items.Count).Select(i => (IReadOnlyList<T>)[.. items.Take(i), .. items.Skip(i + 1)]);

    private static IReadOnlyList<T> With<T>(IReadOnlyList<T> items, int at, T item) => [.. items.Take(at), item, .. items.Skip(at + 1)];
}
