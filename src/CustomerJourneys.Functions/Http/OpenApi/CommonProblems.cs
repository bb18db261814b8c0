namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>Codes that follow from how a function is described; it need not name them itself.</summary>
internal static class CommonProblems
{
    private static readonly string[] AnyRequest = ["internal_error"];
    private static readonly string[] Storage = ["storage_unavailable"];
    private static readonly string[] Body = ["request_malformed", "gzip_invalid", "body_too_large", "encoding_unsupported"];
    private static readonly string[] KnownBody = ["content_type_unsupported"];
    private static readonly string[] JsonBody = ["malformed_json", "object_expected", "text_expected", "text_invalid", "text_too_long", "required", "unknown_member"];
    private static readonly string[] IfMatch = ["if_match_required", "if_match_invalid"];
    private static readonly string[] NumberParameter = ["number_expected"];
    private static readonly string[] Page = ["top_out_of_range"];
    private static readonly string[] Continuation = ["continuation_invalid"];

    /// <summary>The codes of a function.</summary>
    public static IEnumerable<string> Of(DescribedOperation operation)
    {
        var bodies = operation.Bodies;
        return
        [
            .. AnyRequest,
            .. When(operation.Description.UsesStorage, Storage),
            .. When(bodies.Count > 0, Body),
            .. When(bodies.Count > 0 && bodies.All(body => body.ContentType != "*/*"), KnownBody),
            .. When(bodies.Any(body => body.Schema is not null), JsonBody),
            .. When(operation.RequestHeaders.Any(header => header is { Name: "If-Match", Required: true }), IfMatch),
            .. When(operation.Query.Any(parameter => parameter.Maximum > 0), NumberParameter),
            .. When(operation.Query.Any(parameter => parameter.Name == "top"), Page),
            .. When(operation.Query.Any(parameter => parameter.Name == "continuation"), Continuation),
        ];
    }

    private static string[] When(bool holds, string[] codes) => holds ? codes : [];
}
