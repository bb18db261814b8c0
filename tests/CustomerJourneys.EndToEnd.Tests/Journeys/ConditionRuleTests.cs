using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;
using CustomerJourneys.Testing.Journeys;

namespace CustomerJourneys.EndToEnd.Tests.Journeys;

/// <summary>The catalogue of conditions, and definitions that use all of it.</summary>
public sealed class ConditionRuleTests(SharedApp app) : IClassFixture<SharedApp>
{
    private static readonly string[] TextOperators = ["contains", "doesNotContain", "startsWith", "endsWith", "equals", "notEquals"];
    private static readonly string[] Operators = [.. TextOperators, "greaterThan", "greaterOrEqual", "lessThan", "lessOrEqual"];

    /// <summary>Rule, category, parameters (required ones with a star) and operators, as the contract has them.</summary>
    public static TheoryData<string, string, string, string[]> Rules { get; } = new()
    {
        { "visitedPage", "website", "page*", [] },
        { "submittedForm", "website", "form*", [] },
        { "clickedEmailLink", "email", "email operator url", TextOperators },
        { "becameMember", "membership", "", [] },
        { "performedCustomActivity", "activities", "activity* operator value", Operators },
        { "performedActivity", "activities", "activityType* where atLeast withinLast", Operators },
        { "hasNotPerformed", "activities", "activityType* where", Operators },
        { "contactAttribute", "contacts", "attribute* operator value*", Operators },
        { "inContactGroup", "contacts", "group*", [] },
        { "notInContactGroup", "contacts", "group*", [] },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task ListConditionRules_Rule_IsThereWithAllThatABuilderNeeds(string id, string category, string parameters, string[] operators)
    {
        var rule = Assert.Single((await ListAsync())["items"]!.AsArray(), item => (string)item!["id"]! == id)!;

        Assert.Equal(category, (string)rule["category"]!);
        Assert.Equal(parameters, string.Join(' ', rule["parameters"]!.AsArray().Select(p => $"{p!["name"]}{((bool)p["required"]! ? "*" : "")}")));
        Assert.Equal(operators, Texts(rule["operators"]!));
        Assert.All(rule["parameters"]!.AsArray(), p => Assert.Contains($"{{{p!["name"]}}}", (string)rule["wording"]!, StringComparison.Ordinal));
        Assert.NotEmpty((string)rule["description"]!);
    }

    [Fact]
    public async Task ListConditionRules_WholeCatalogue_IsInItsOrderWithLimitsAndDefaults()
    {
        var list = await ListAsync();

        Assert.Equal(Rules.Select(row => (string)row[0]), list["items"]!.AsArray().Select(item => (string)item!["id"]!));
        Assert.Equal(["website", "email", "membership", "activities", "contacts"], Texts(list["categories"]!));
        Assert.Equal(Operators, list["operators"]!.AsArray().Select(item => (string)item!["id"]!));
        Assert.Equal("is not equal to", (string)list["operators"]![5]!["wording"]!);
        Assert.Equal(Operators[6..], list["operators"]!.AsArray().Where(item => (bool)item!["comparesNumbers"]!).Select(item => (string)item!["id"]!));
        Assert.Equal(["value", "title", "url", "referrer", "channel", "properties."], Texts(list["fields"]!));
        Assert.Equal(
            """{"name":"atLeast","kind":"number","required":false,"default":1,"minimum":1,"maximum":10000,"operators":[]}""",
            list["items"]![5]!["parameters"]![2]!.ToJsonString());
        Assert.Equal("""{"name":"page","kind":"page","required":true,"default":null,"maxLength":2048,"operators":[]}""", list["items"]![0]!["parameters"]![0]!.ToJsonString());
        Assert.Equal("contains", (string)list["items"]![2]!["parameters"]![1]!["default"]!);
    }

    [Fact]
    public async Task CreateJourney_DefinitionsThatUseAllOfIt_AreGivenBackAndSavedAgainTheSame()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            // Ids of stages are given, not taken.
            var told = RandomDefinitions.Next(seed);
            foreach (var stage in told["stages"]!.AsArray())
                stage!.AsObject().Remove("id");

            var created = (await app.Api.PostAsync("/api/journeys", ApiClient.Json(told.ToJsonString()))).Expect(HttpStatusCode.Created);
            var path = $"/api/journeys/{created.Json["id"]}";
            var saved = (await app.Api.SendAsync(HttpMethod.Put, path, ApiClient.Json(created.Text), created.Headers.ETag!.Tag)).Expect(HttpStatusCode.OK);
            var read = (await app.Api.GetAsync(path)).Expect(HttpStatusCode.OK);

            Assert.Equal(saved.Text, read.Text);
            Assert.Equal(Definition(created.Json), Definition(read.Json));
            Assert.Equal(
                told["stages"]!.AsArray().Select(stage => stage!["window"]?.ToString()),
                read.Json["stages"]!.AsArray().Select(stage => stage!["window"]?.ToString()));
            (await app.Api.SendAsync(HttpMethod.Delete, path, ifMatch: read.Headers.ETag!.Tag)).Expect(HttpStatusCode.NoContent);
        }
    }

    private static string Definition(JsonNode journey)
    {
        var definition = journey.DeepClone().AsObject();
        foreach (var name in (string[])["version", "modifiedAt"])
            definition.Remove(name);
        return definition.ToJsonString();
    }

    private static IEnumerable<string> Texts(JsonNode array) => array.AsArray().Select(item => (string)item!);

    private async Task<JsonNode> ListAsync() => (await app.Api.GetAsync("/api/condition-rules")).Expect(HttpStatusCode.OK).Json;
}
