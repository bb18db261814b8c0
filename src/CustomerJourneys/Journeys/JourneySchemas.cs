using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys;

/// <summary>What <see cref="JourneyJson"/> reads and writes, as JSON Schemas: a definition as it is sent, and a journey as it is given back.</summary>
public static class JourneySchemas
{
    /// <summary>The names of the members that join parts.</summary>
    private static readonly string[] Matches = ["all", "any"];

    /// <summary>The schemas; the last ones are those of conditions.</summary>
    public static IReadOnlyList<NamedSchema> All =>
    [
        new("JourneyDefinition", Definition()),
        new("StageDefinition", StageDefinition()),
        new("Journey", Stored()),
        new("Stage", StoredStage()),
        new("JourneyList", List()),
        new("JourneyFile", File()),
        new("JourneyName", NewName()),
        new("JourneyTemplateList", Templates()),
        new("JourneyTemplate", Template()),
        new("ActivityRange", Range()),
        new("ConditionSet", Set()),
        new("ConditionGroup", Group()),
        new("StageMap", Map()),
        new("Touchpoint", MapTouchpoint()),
        .. ConditionSchemas.All,
    ];

    private static JsonObject Definition()
    {
        var schema = JsonSchema.Request(
            $"A journey as it is sent: 1 to {Journey.MaxStages} stages in a fixed order; at most {JourneyJson.MaxBytes / 1024} KiB, counted as answers write it.",
            DefinitionMembers());
        schema["example"] = JsonNode.Parse("""
            { "displayName": "Coffee samples", "scheduledRecalculation": true, "conversionWindow": "P30D",
              "stages": [
                { "name": "Newsletter sign-up", "kpi": 200, "conditions": { "match": "all", "groups": [ { "match": "any", "conditions": [
                  { "rule": "submittedForm", "form": "newsletter" },
                  { "rule": "performedActivity", "activityType": "signup", "where": [ { "field": "value", "operator": "contains", "value": "coffee" } ] } ] } ] } },
                { "name": "E-mail click", "window": "P2D", "excluding": [ { "rule": "performedActivity", "activityType": "unsubscribe" } ],
                  "conditions": { "groups": [ { "conditions": [ { "rule": "clickedEmailLink", "email": "Newsletter #1", "operator": "contains", "url": "/samples" } ] } ] },
                  "map": { "phase": "think", "customerSegment": "prospect", "touchpoints": [ { "name": "Newsletter", "kind": "digital" } ], "owner": "Growth", "reviewOn": "2027-01-15" } } ] }
            """);
        return schema;
    }

    private static SchemaMember[] DefinitionMembers() =>
    [
        new("id", JsonSchema.SentBack("Not read.")),
        new("version", JsonSchema.SentBack("Not read: the version that is replaced is named by If-Match.")),
        new("createdAt", JsonSchema.SentBack("Not read.")),
        new("modifiedAt", JsonSchema.SentBack("Not read.")),
        new("displayName", Name($"The name shown; '{Journey.DefaultDisplayName}' when it is left out.")),
        new("scheduledRecalculation", JsonSchema.Boolean("Whether the schedule recalculates it; when it is left out, whether the schedule is on.")),
        new("conversionWindow", JsonSchema.Duration("Every stage is reached within so long of the first one, inclusive; without a bound when it is left out.")),
        new("activityRange", JsonSchema.Reference("ActivityRange", "Which activities exist for the journey; all when it is left out.")),
        new("stages", Stages("StageDefinition"), Required: true),
    ];

    private static JsonObject File() => JsonSchema.Request(
        "A journey as a file for source control: a definition with its stage ids, and the version of the format.",
        [
            new("format", new JsonObject { ["type"] = "string", ["const"] = JourneyFile.Format, ["description"] = "By which a file is known." }, Required: true),
            new("formatVersion", JsonSchema.WholeNumber("The version of the format.", 1, JourneyFile.FormatVersion), Required: true),
            .. DefinitionMembers(),
        ]);

    private static JsonObject NewName() => JsonSchema.Request(
        "The name of a journey that is made from another or from a template.",
        [new("displayName", Name("The name shown; one is made when it is left out."))]);

    private static JsonObject Templates() => JsonSchema.Answer(
        "The templates.",
        [
            new("items", JsonSchema.Array("All of them, in the order in which they are offered.", JsonSchema.Reference("JourneyTemplate")), Required: true),
            new("continuation", JsonSchema.OrNull(JsonSchema.Text("Null: there is one page.")), Required: true),
        ]);

    private static JsonObject Template() => JsonSchema.Answer(
        "A journey to begin with.",
        [
            new("id", JsonSchema.Text("Its id, stable over releases."), Required: true),
            new("displayName", Name("The name of a journey that is made from it."), Required: true),
            new("description", JsonSchema.Text("What it is for, and for whom to look out."), Required: true),
            new("stages", JsonSchema.Array("The names of its stages, in order.", Name("A name.")), Required: true),
            new("definition", JsonSchema.Reference("JourneyDefinition", "The whole definition, which can be sent as it is."), Required: true),
        ]);

    private static JsonObject StageDefinition() => JsonSchema.Request(
        "One stage of a journey, as it is sent.",
        [
            new("id", JsonSchema.Text("The id that this journey gave the stage before, to keep it; left out for a new stage.", maxLength: 64)),
            new("name", Name("The name shown."), Required: true),
            new("kpi", JsonSchema.WholeNumber("The number of contacts expected to reach the stage.", 1, int.MaxValue)),
            new("conditions", JsonSchema.Reference("ConditionSet"), Required: true),
            .. StageParts(),
        ]);

    // Of every stage but the first: its window and exclusions look back at the stage before.
    private static SchemaMember[] StageParts() =>
    [
        new("window", JsonSchema.Duration("It is reached within so long of the stage before it, inclusive; absent without a bound. Not on the first stage.")),
        new("excluding", JsonSchema.Array("Activities of which none may occur strictly between the reach times of the stage before and of this one. Not on the first stage.", JsonSchema.Reference("Exclusion"), max: Stage.MaxExclusions)),
        new("map", JsonSchema.Reference("StageMap", "What the journey map says about it.")),
    ];

    private static JsonObject Stored() => JsonSchema.Answer(
        "A journey as it is stored.",
        [
            new("id", JsonSchema.Text("Its id."), Required: true),
            new("version", JsonSchema.WholeNumber("1, then one more with each save.", 1), Required: true),
            new("createdAt", JsonSchema.Time("When it was saved first."), Required: true),
            new("modifiedAt", JsonSchema.Time("When this version was saved."), Required: true),
            new("displayName", Name("The name shown."), Required: true),
            new("scheduledRecalculation", JsonSchema.Boolean("Whether the schedule recalculates it."), Required: true),
            new("conversionWindow", JsonSchema.Duration("Every stage is reached within so long of the first one, inclusive; absent without a bound.")),
            new("activityRange", JsonSchema.Reference("ActivityRange", "Which activities exist for the journey; absent for all.")),
            new("stages", Stages("Stage"), Required: true),
        ]);

    private static JsonObject StoredStage() => JsonSchema.Answer(
        "One stage of a stored journey.",
        [
            new("id", JsonSchema.Text("Its id: kept over edits when it is sent back."), Required: true),
            new("name", Name("The name shown."), Required: true),
            new("kpi", JsonSchema.WholeNumber("The number of contacts expected to reach the stage; absent without a target.", 1, int.MaxValue)),
            new("conditions", JsonSchema.Reference("ConditionSet"), Required: true),
            .. StageParts(),
        ]);

    private static JsonObject Map() => JsonSchema.Request(
        "What the journey map says about a stage. It is for people: nothing of it changes who reaches the stage.",
        [
            new("phase", JsonSchema.Choice("The phase of See, Think, Do, Care.", Names<JourneyPhase>())),
            new("customerSegment", JsonSchema.Choice("Which customer segment the stage is for.", Names<CustomerSegment>())),
            new("touchpoints", JsonSchema.Array("Where contacts meet the company at this stage.", JsonSchema.Reference("Touchpoint"), max: StageMap.MaxTouchpoints)),
            new("mindset", MapText("What contacts think and feel.")),
            new("customerNeed", MapText("What contacts need.")),
            new("engagement", MapText("How to engage them.")),
            new("objective", MapText("What the stage is to achieve.")),
            new("owner", MapText("The team that owns the stage.")),
            new("reviewOn", JsonSchema.Text("When the stage is to be reviewed next.", format: "date")),
            new("sources", JsonSchema.Array("Where the evidence for the map comes from.", MapText("A source."), max: StageMap.MaxSources)),
            new("notes", MapText("Anything else.")),
        ]);

    private static JsonObject MapTouchpoint() => JsonSchema.Request(
        "Where contacts meet the company.",
        [
            new("name", Name("What it is called."), Required: true),
            new("kind", JsonSchema.Choice("Whether it is digital, such as a website, or offline, such as a sales meeting.", Names<TouchpointKind>()), Required: true),
        ]);

    private static JsonObject List() => JsonSchema.Answer(
        "A page of journeys.",
        [
            new("items", JsonSchema.Array("The journeys of this page, newest first.", JsonSchema.Reference("Journey"), max: JourneyCatalog.MaxPage), Required: true),
            new("continuation", JsonSchema.OrNull(JsonSchema.Text("A token for the next page; null on the last one.")), Required: true),
        ]);

    private static JsonObject Range() => JsonSchema.Request(
        "Only activities that occurred in [from, to) exist for the journey. Each end is optional.",
        [
            new("from", JsonSchema.Time("The first moment; null without a beginning.")),
            new("to", JsonSchema.Time("The first moment after it; null without an end.")),
        ]);

    private static JsonObject Set() => JsonSchema.Request(
        "What a contact must fulfil to reach a stage: groups of conditions, joined by all or any.",
        [
            new("match", JsonSchema.Choice("Whether all groups must hold, or any one of them; all when it is left out.", Matches)),
            new("groups", JsonSchema.Array("The groups.", JsonSchema.Reference("ConditionGroup"), 1, ConditionSet.MaxGroups), Required: true),
        ]);

    private static JsonObject Group() => JsonSchema.Request(
        "Conditions, joined by all or any.",
        [
            new("match", JsonSchema.Choice("Whether all conditions must hold, or any one of them; all when it is left out.", Matches)),
            new("conditions", JsonSchema.Array("The conditions.", JsonSchema.Reference("Condition"), 1, ConditionGroup.MaxConditions), Required: true),
        ]);

    private static JsonObject MapText(string description) => JsonSchema.Text(description, StageMap.MaxText);

    private static IEnumerable<string> Names<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName);

    private static JsonObject Name(string description) => JsonSchema.Text(description, JourneyJson.MaxName, minLength: 1);

    private static JsonObject Stages(string item) => JsonSchema.Array("The stages in order.", JsonSchema.Reference(item), 1, Journey.MaxStages);
}
