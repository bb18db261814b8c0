using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Storage.Tests.Journeys;

/// <summary>Journeys to store.</summary>
internal static class JourneySamples
{
    public static DateTimeOffset Noon { get; } = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public static StoredJourney Journey(int version, string name = "Coffee") =>
        new(TestStorage.Ids.NewId(), version, Definition(name), Noon, Noon, "r1");

    public static Journey Definition(string name) => new(name, true,
    [
        new Stage("s1", "Sign up", 200, new ConditionSet(Match.All,
        [
            new ConditionGroup(Match.Any,
            [
                new PerformedActivity("signup", [new FieldFilter("value", FieldOperator.Contains, new PropertyValue("coffee"))]),
                new PerformedActivity("purchase", [new FieldFilter("properties.seats", FieldOperator.GreaterOrEqual, new PropertyValue(0.1))], 3),
            ]),
        ])),
        new Stage("s2", "Buy", null, new ConditionSet(Match.Any, [new ConditionGroup(Match.All, [new PerformedActivity("buy", [])])])),
    ]);
}
