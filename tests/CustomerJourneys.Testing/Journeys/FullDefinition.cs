namespace CustomerJourneys.Testing.Journeys;

/// <summary>A definition that uses everything that a definition can say, and one that says as little as it can.</summary>
public static class FullDefinition
{
    /// <summary>The least.</summary>
    public const string Least = """{"stages":[{"name":"S","conditions":{"groups":[{"conditions":[{"rule":"performedActivity","activityType":"a"}]}]}}]}""";

    /// <summary>Every rule, parameter, window, exclusion and part of the journey map; texts of many scripts.</summary>
    public const string Json = """
        {
          "displayName": "Große Reise ☕ – 旅 👩🏽‍💻 \"quoted\" <b>&'+",
          "scheduledRecalculation": false,
          "conversionWindow": "P52W",
          "activityRange": { "from": "2026-01-04T00:00:00.123Z", "to": "2027-01-04T00:00:00Z" },
          "stages": [
            { "id": "kept-1", "name": "Looks", "kpi": 2147483647,
              "conditions": { "match": "any", "groups": [
                { "match": "any", "conditions": [
                  { "rule": "visitedPage", "page": "/pricing" },
                  { "rule": "performedActivity", "activityType": "signup", "atLeast": 3, "withinLast": "P30DT12H30M1.5S",
                    "where": [
                      { "field": "value", "operator": "contains", "value": "coffee" },
                      { "field": "title", "operator": "doesNotContain", "value": "tea" },
                      { "field": "url", "operator": "startsWith", "value": "/a" },
                      { "field": "referrer", "operator": "endsWith", "value": "z" },
                      { "field": "channel", "operator": "equals", "value": "" },
                      { "field": "properties.Plan", "operator": "notEquals", "value": "pro" },
                      { "field": "properties.seats", "operator": "greaterThan", "value": 0.1 },
                      { "field": "properties.seats", "operator": "greaterOrEqual", "value": -3 },
                      { "field": "properties.seats", "operator": "lessThan", "value": 1e21 },
                      { "field": "properties.seats", "operator": "lessOrEqual", "value": "10" } ] } ] },
                { "match": "all", "conditions": [ { "rule": "becameMember" } ] } ] },
              "map": { "phase": "see", "customerSegment": "targetGroup",
                "touchpoints": [ { "name": "Social ads", "kind": "digital" }, { "name": "Word of mouth", "kind": "offline" } ],
                "mindset": "Line one\nline two\t\u0001", "customerNeed": "needs", "engagement": "engages", "objective": "aims",
                "owner": "Growth", "reviewOn": "2027-01-15", "sources": [ "Survey", "https://example.com/?a=b&c=d" ], "notes": "\\ / \u2028" } },
            { "name": "Does", "window": "P2D",
              "excluding": [
                { "rule": "performedActivity", "activityType": "unsubscribe" },
                { "rule": "performedActivity", "activityType": "complaint", "where": [ { "field": "value", "operator": "equals", "value": "loud" } ] } ],
              "conditions": { "match": "all", "groups": [
                { "match": "all", "conditions": [
                  { "rule": "submittedForm", "form": "newsletter" },
                  { "rule": "performedCustomActivity", "activity": "call", "operator": "endsWith", "value": "later" },
                  { "rule": "clickedEmailLink", "email": "Newsletter #1", "operator": "contains", "url": "/samples" },
                  { "rule": "hasNotPerformed", "activityType": "refund", "where": [ { "field": "value", "operator": "contains", "value": "x" } ] } ] },
                { "match": "any", "conditions": [
                  { "rule": "contactAttribute", "attribute": "country", "operator": "equals", "value": "NL" },
                  { "rule": "contactAttribute", "attribute": "age", "operator": "greaterThan", "value": 17 },
                  { "rule": "inContactGroup", "group": "vip" },
                  { "rule": "notInContactGroup", "group": "staff" } ] } ] },
              "map": { "phase": "care", "customerSegment": "loyalCustomer" } }
          ]
        }
        """;
}
