namespace CustomerJourneys.Samples;

/// <summary>Journeys over the activities of <see cref="SampleCompany"/>, as a client would send them.</summary>
public static class SampleJourneys
{
    /// <summary>From the first visit to a loyal customer, in See, Think, Do and Care.</summary>
    public const string Loyalty = """
        {
          "displayName": "From first visit to loyal customer",
          "stages": [
            { "name": "See: reads the blog", "kpi": 4500, "conditions": { "match": "all", "groups": [ { "match": "all", "conditions": [
              { "rule": "performedActivity", "activityType": "pagevisit", "where": [ { "field": "url", "operator": "startsWith", "value": "/blog/" } ] } ] } ] } },
            { "name": "Think: whitepaper or webinar", "kpi": 2500, "conditions": { "match": "all", "groups": [ { "match": "any", "conditions": [
              { "rule": "performedActivity", "activityType": "formsubmit", "where": [ { "field": "value", "operator": "equals", "value": "whitepaper" } ] },
              { "rule": "performedActivity", "activityType": "webinar" } ] } ] } },
            { "name": "Think: asks for a demo", "kpi": 1000, "conditions": { "match": "all", "groups": [ { "match": "all", "conditions": [
              { "rule": "performedActivity", "activityType": "formsubmit", "where": [ { "field": "value", "operator": "equals", "value": "demo request" } ] } ] } ] } },
            { "name": "Do: buys", "kpi": 250, "conditions": { "match": "all", "groups": [ { "match": "all", "conditions": [
              { "rule": "performedActivity", "activityType": "purchase" } ] } ] } },
            { "name": "Care: renews or recommends", "kpi": 150, "conditions": { "match": "any", "groups": [ { "match": "any", "conditions": [
              { "rule": "performedActivity", "activityType": "renewal" },
              { "rule": "performedActivity", "activityType": "recommendation" } ] } ] } }
          ]
        }
        """;

    /// <summary>From the newsletter to a trial.</summary>
    public const string Newsletter = """
        {
          "displayName": "From newsletter to trial",
          "stages": [
            { "name": "Subscribes", "conditions": { "match": "all", "groups": [ { "match": "all", "conditions": [
              { "rule": "performedActivity", "activityType": "formsubmit", "where": [ { "field": "value", "operator": "equals", "value": "newsletter" } ] } ] } ] } },
            { "name": "Clicks twice", "conditions": { "match": "all", "groups": [ { "match": "all", "conditions": [
              { "rule": "performedActivity", "activityType": "emailclick", "atLeast": 2 } ] } ] } },
            { "name": "Starts a trial", "kpi": 50, "conditions": { "match": "all", "groups": [ { "match": "all", "conditions": [
              { "rule": "performedActivity", "activityType": "trial started" } ] } ] } }
          ]
        }
        """;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Loyalty, Newsletter];
}
