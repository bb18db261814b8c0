using System.Text;
using System.Text.Json.Nodes;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Storage.Journeys;
using CustomerJourneys.Storage.Rows;
using CustomerJourneys.Testing.Journeys;

namespace CustomerJourneys.Storage.Tests.Journeys;

public sealed class StoredJourneyJsonTests
{
    /// <summary>What schema 1 looks like. Deployments hold such bytes: a change here that drops or renames a member needs a new schema.</summary>
    internal const string SchemaOne =
        """{"displayName":"Größe 🙂","scheduledRecalculation":true,"stages":[""" +
        """{"id":"s1","name":"Sign up","kpi":200,"conditions":{"match":"any","groups":[{"match":"all","conditions":[""" +
        """{"rule":"performedActivity","activityType":"signup","where":[{"field":"value","operator":"doesNotContain","value":"a \"b\""},""" +
        """{"field":"properties.seats","operator":"greaterOrEqual","value":0.1}],"atLeast":3}]}]}},""" +
        """{"id":"s2","name":"Buy","conditions":{"match":"all","groups":[{"match":"any","conditions":[""" +
        """{"rule":"performedActivity","activityType":"buy","where":[],"atLeast":1}]}]}}]}""";

    internal static readonly Journey Definition = new("Größe 🙂", true,
    [
        new Stage("s1", "Sign up", 200, new ConditionSet(Match.Any, [new ConditionGroup(Match.All,
        [
            new PerformedActivity("signup",
            [
                new FieldFilter("value", FieldOperator.DoesNotContain, new PropertyValue("a \"b\"")),
                new FieldFilter("properties.seats", FieldOperator.GreaterOrEqual, new PropertyValue(0.1)),
            ], 3),
        ])])),
        new Stage("s2", "Buy", null, new ConditionSet(Match.All, [new ConditionGroup(Match.Any, [new PerformedActivity("buy", [])])])),
    ]);

    /// <summary>What schema 2 looks like: conditions are in the form of the catalogue, and a stage may have a window, exclusions and a map.</summary>
    private const string SchemaTwo =
        """{"displayName":"Größe 🙂","scheduledRecalculation":true,"stages":[""" +
        """{"id":"s1","name":"Sign up","kpi":200,"conditions":{"match":"any","groups":[{"match":"all","conditions":[""" +
        """{"rule":"performedActivity","activityType":"signup","where":[{"field":"value","operator":"doesNotContain","value":"a \"b\""},""" +
        """{"field":"properties.seats","operator":"greaterOrEqual","value":0.1}],"atLeast":3}]}]},"excluding":[]},""" +
        """{"id":"s2","name":"Buy","conditions":{"match":"all","groups":[{"match":"any","conditions":[""" +
        """{"rule":"performedActivity","activityType":"buy","atLeast":1,"withinLast":"P30D"},{"rule":"visitedPage","page":"/größe 🙂"},{"rule":"submittedForm","form":"f"},""" +
        """{"rule":"performedCustomActivity","activity":"c","operator":"lessThan","value":5},{"rule":"clickedEmailLink","email":"e","operator":"contains","url":"u"},""" +
        """{"rule":"becameMember"},{"rule":"hasNotPerformed","activityType":"n"},{"rule":"contactAttribute","attribute":"email","operator":"endsWith","value":"x"},""" +
        """{"rule":"inContactGroup","group":"g"},{"rule":"notInContactGroup","group":"g"}]}]}""" +
        ""","window":"P2D","excluding":[{"rule":"performedActivity","activityType":"x","atLeast":1}]""" +
        ""","map":{"phase":"think","customerSegment":"loyalCustomer","touchpoints":[{"name":"Fair","kind":"offline"}]""" +
        ""","mindset":"m","customerNeed":"c","engagement":"e","objective":"o","owner":"w","reviewOn":"2027-01-15","sources":["s"],"notes":"n"}}]""" +
        ""","activityRange":{"from":1767484800000},"conversionWindow":"PT0.5S"}""";

    private static readonly Journey WholeDefinition = Definition with
    {
        ConversionWindow = DurationOf("PT0.5S"),
        ActivityRange = new ActivityRange(1_767_484_800_000, null),
        Stages =
        [
            Definition.Stages[0],
            new Stage("s2", "Buy", null, new ConditionSet(Match.All, [new ConditionGroup(Match.Any,
            [
                new PerformedActivity("buy", []) { WithinLast = DurationOf("P30D") },
                new VisitedPage("/größe 🙂"),
                new SubmittedForm("f"),
                new PerformedCustomActivity("c", new Comparison(FieldOperator.LessThan, new PropertyValue(5))),
                new ClickedEmailLink("e", new Comparison(FieldOperator.Contains, new PropertyValue("u"))),
                new BecameMember(),
                new HasNotPerformed("n", []),
                new ContactAttributeIs("email", new Comparison(FieldOperator.EndsWith, new PropertyValue("x"))),
                new InContactGroup("g"),
                new NotInContactGroup("g"),
            ])]))
            {
                Window = DurationOf("P2D"),
                Excluding = [new PerformedActivity("x", [])],
                Map = new StageMap
                {
                    Phase = JourneyPhase.Think,
                    CustomerSegment = CustomerSegment.LoyalCustomer,
                    Touchpoints = [new Touchpoint("Fair", TouchpointKind.Offline)],
                    Mindset = "m",
                    CustomerNeed = "c",
                    Engagement = "e",
                    Objective = "o",
                    Owner = "w",
                    ReviewOn = new DateOnly(2027, 1, 15),
                    Sources = ["s"],
                    Notes = "n",
                },
            },
        ],
    };

    [Fact]
    public void Write_Definition_IsSchemaTwo()
    {
        Assert.Equal(2, StoredJourneyJson.Schema);
        Assert.Equal(SchemaTwo, Encoding.UTF8.GetString(StoredJourneyJson.Write(WholeDefinition)));
    }

    [Fact]
    public void Read_SchemaTwo_GivesTheDefinition()
    {
        var read = StoredJourneyJson.Read(Encoding.UTF8.GetBytes(SchemaTwo), "It");

        Assert.Equivalent(WholeDefinition, read, strict: true);
        Assert.Equal(
            WholeDefinition.Stages[1].Conditions.Groups[0].Conditions.Select(condition => condition.GetType()),
            read.Stages[1].Conditions.Groups[0].Conditions.Select(condition => condition.GetType()));
    }

    [Fact]
    public void Write_RandomDefinitions_AreReadWhole()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var definition = JourneyText.Read(RandomDefinitions.Next(seed).ToJsonString());

            var stored = StoredJourneyJson.Write(definition);

            var read = StoredJourneyJson.Read(stored, "It");
            Assert.Equal(JourneyText.Write(definition), JourneyText.Write(read));
            Assert.Equal(stored, StoredJourneyJson.Write(read));
        }
    }

    [Fact]
    public void Read_SchemaOne_GivesTheDefinition()
    {
        var read = StoredJourneyJson.Read(Encoding.UTF8.GetBytes(SchemaOne), "It");

        Assert.Equivalent(Definition, read, strict: true);
        var condition = Assert.IsType<PerformedActivity>(read.Stages[0].Conditions.Groups[0].Conditions[0]);
        Assert.Equal(3, condition.AtLeast);
        Assert.Equal([new PropertyValue("a \"b\""), new PropertyValue(0.1)], condition.Where.Select(filter => filter.Value));
    }

    [Theory]
    [InlineData(1_767_484_800_000, null, "\"activityRange\":{\"from\":1767484800000}")]
    [InlineData(null, 5L, "\"activityRange\":{\"to\":5}")]
    public void Write_ActivityRange_IsReadAgain(long? from, long? to, string expected)
    {
        var json = StoredJourneyJson.Write(Definition with { ActivityRange = new ActivityRange(from, to) });

        Assert.Contains(expected, Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.Equal(new ActivityRange(from, to), StoredJourneyJson.Read(json, "It").ActivityRange);
    }

    public static TheoryData<int> Units => [.. Enumerable.Range(0, LargeDefinitions.Units.Count)];

    /// <summary>A row holds every definition that is accepted, whatever it is made of, and the stored form grows by little.</summary>
    [Theory]
    [MemberData(nameof(Units))]
    public void Write_DefinitionAtTheSizeLimit_FitsIntoARow(int unit)
    {
        var text = LargeDefinitions.Units[unit];
        JsonObject[] definitions = [LargeDefinitions.WithoutDefaults(text, JourneyJson.MaxBytes), LargeDefinitions.Random(seed: unit, text, JourneyJson.MaxBytes)];
        foreach (var definition in definitions.Select(definition => JourneyText.Read(definition.ToJsonString())))
        {
            var stored = StoredJourneyJson.Write(definition);

            Assert.InRange(stored.Length, JourneyJson.MaxBytes * 9 / 10, StoredContent.MaxSize * 9 / 10);
            Assert.Equal(JourneyJson.Write(definition), JourneyJson.Write(StoredJourneyJson.Read(stored, "It")));
        }
    }

    [Theory]
    [InlineData("\"window\":\"P2D\"", "\"window\":\"P2Y\"")]
    [InlineData("\"withinLast\":\"P30D\"", "\"withinLast\":30")]
    [InlineData("\"page\":", "\"address\":")]
    [InlineData("{\"rule\":\"performedActivity\",\"activityType\":\"x\",\"atLeast\":1}", "{\"rule\":\"becameMember\"}")]
    [InlineData("\"phase\":\"think\"", "\"phase\":\"dream\"")]
    [InlineData("\"reviewOn\":\"2027-01-15\"", "\"reviewOn\":\"soon\"")]
    public void Read_AnythingElseThanSchemaTwo_IsAnError(string part, string instead) => IsAnError(SchemaTwo, part, instead);

    [Theory]
    [InlineData("\"rule\":\"performedActivity\"", "\"rule\":\"laterRule\"")]
    [InlineData("\"rule\":\"performedActivity\",", "")]
    [InlineData("\"kpi\":200", "\"kpi\":\"200\"")]
    [InlineData("\"kpi\":200", "\"later\":1")]
    [InlineData("\"name\":\"Buy\",", "")]
    [InlineData("\"name\":\"Buy\"", "\"name\":null")]
    [InlineData("\"match\":\"any\"", "\"match\":\"none\"")]
    [InlineData("\"match\":\"any\"", "\"match\":1")]
    [InlineData("\"value\":0.1", "\"value\":true")]
    [InlineData("\"scheduledRecalculation\":true,", "")]
    [InlineData("}]}}]}", "}]}}]")]
    public void Read_AnythingElseThanSchemaOne_IsAnError(string part, string instead) => IsAnError(SchemaOne, part, instead);

    private static void IsAnError(string stored, string part, string instead)
    {
        Assert.Contains(part, stored, StringComparison.Ordinal);
        var json = Encoding.UTF8.GetBytes(stored.Replace(part, instead, StringComparison.Ordinal));

        var error = Assert.Throws<StoredSchemaException>(() => StoredJourneyJson.Read(json, "Journey 1"));

        Assert.StartsWith("Journey 1 cannot be read", error.Message, StringComparison.Ordinal);
    }

    private static Duration DurationOf(string text) => Duration.TryParse(text, out var duration) ? duration : throw new FormatException(text);
}
