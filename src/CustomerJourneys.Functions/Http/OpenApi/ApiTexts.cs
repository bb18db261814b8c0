namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>What the API description says that belongs to no single function.</summary>
internal static class ApiTexts
{
    public const string Introduction = """
        JSON in and out unless it says otherwise; times in UTC (RFC 3339), choices as camelCase texts, ids opaque.

        A request with a member that is not known is refused; an answer may get further members in later versions, so pass over what you do not know. A body may be compressed with gzip (`Content-Encoding: gzip`).

        Errors are problem details (RFC 9457) with a stable `code`; each operation lists the codes that it answers with, and `x-problems` says what each means. `errors` names every offending field by its path. A request that gets an error stored nothing. A path that is not listed here answers 404 `route_not_found`, another method 405 `method_not_allowed` with `Allow`.

        A list goes on with the `continuation` of the page before; a page may be short, even empty, and still have one. Only a page whose `continuation` is null is the last.
        """;

    private static readonly (string Feature, string Tag, string Description)[] Tags =
    [
        ("Journeys", "Journeys", "Definitions: stages and their conditions. Saving one starts its calculation."),
        ("Activities", "Activities", "What contacts did, as it happens."),
        ("Contacts", "Contacts", "Who the contacts are: what is known of them, what they did, and which of them are one."),
        ("Imports", "Imports", "Files of activities."),
        ("Recalculation", "Recalculations", "Runs that evaluate journeys over everything acknowledged before them."),
        ("Results", "Results", "How many contacts reached each stage, and who."),
        ("Insights", "Insights", "Why the numbers are as they are."),
        ("Scheduling", "Schedule", "When journeys are recalculated by themselves."),
        ("Http", "Service", "The health of the service, and its description."),
    ];

    /// <summary>The name under which a feature's operations stand.</summary>
    public static string TagOf(string feature) => Tags[OrderOf(feature)].Tag;

    /// <summary>What a feature is about.</summary>
    public static string DescriptionOf(string feature) => Tags[OrderOf(feature)].Description;

    /// <summary>The place of a feature among the others.</summary>
    public static int OrderOf(string feature) => Array.FindIndex(Tags, tag => tag.Feature == feature) is var at and >= 0
        ? at
        : throw new InvalidOperationException($"Nothing says what the feature '{feature}' is about: say it in {nameof(ApiTexts)}.");
}
