using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Storage.Journeys;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Journeys;

public sealed class StoredJourneyJsonTests
{
    /// <summary>What schema 1 looks like. Deployments hold such bytes: a change here that drops or renames a member needs a new schema.</summary>
    private const string SchemaOne =
        """{"displayName":"Größe 🙂","scheduledRecalculation":true,"stages":[""" +
        """{"id":"s1","name":"Sign up","kpi":200,"conditions":{"match":"any","groups":[{"match":"all","conditions":[""" +
        """{"rule":"performedActivity","activityType":"signup","where":[{"field":"value","operator":"doesNotContain","value":"a \"b\""},""" +
        """{"field":"properties.seats","operator":"greaterOrEqual","value":0.1}],"atLeast":3}]}]}},""" +
        """{"id":"s2","name":"Buy","conditions":{"match":"all","groups":[{"match":"any","conditions":[""" +
        """{"rule":"performedActivity","activityType":"buy","where":[],"atLeast":1}]}]}}]}""";

    private static readonly Journey Definition = new("Größe 🙂", true,
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

    [Fact]
    public void Write_Definition_IsSchemaOne()
    {
        Assert.Equal(SchemaOne, Encoding.UTF8.GetString(StoredJourneyJson.Write(Definition)));
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
    public void Read_AnythingElse_IsAnError(string part, string instead)
    {
        Assert.Contains(part, SchemaOne, StringComparison.Ordinal);
        var json = Encoding.UTF8.GetBytes(SchemaOne.Replace(part, instead, StringComparison.Ordinal));

        var error = Assert.Throws<StoredSchemaException>(() => StoredJourneyJson.Read(json, "Journey 1"));

        Assert.StartsWith("Journey 1 cannot be read", error.Message, StringComparison.Ordinal);
    }
}
