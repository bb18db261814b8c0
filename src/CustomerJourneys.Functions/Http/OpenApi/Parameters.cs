using System.Text.Json.Nodes;
using CustomerJourneys.Json;

namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>Parameters of requests, and headers of answers.</summary>
internal static class Parameters
{
    private const string ContentEncoding = "Content-Encoding";

    private static readonly Dictionary<string, string> PathParameters = new(StringComparer.Ordinal)
    {
        ["journeyId"] = "The id of a journey.",
        ["stageId"] = "The id of a stage of the journey.",
        ["recalculationId"] = "The id of a recalculation.",
        ["importId"] = "The id of an import.",
        ["contactId"] = "The id of a contact.",
    };

    private static readonly Dictionary<string, JsonObject> ResponseHeaders = new(StringComparer.Ordinal)
    {
        ["Location"] = Header("Where to read what was created or started.", "string"),
        ["ETag"] = Header("The version in quotes, for If-Match.", "string"),
        ["Retry-After"] = Header("After how many seconds to try again.", "integer"),
        ["Content-Disposition"] = Header("That it is a file, and its name.", "string"),
        ["Content-Security-Policy"] = Header("What the page may do: nothing from other hosts.", "string"),
    };

    /// <summary>All parameters of an operation.</summary>
    public static JsonArray Of(DescribedOperation operation)
    {
        var parameters = new JsonArray();
        foreach (var name in operation.PathParameters)
            parameters.Add(Parameter("path", name, PathParameters.GetValueOrDefault(name) ?? throw new InvalidOperationException($"Nothing says what the path parameter '{name}' is: say it in {nameof(Parameters)}."), true, JsonSchema.Text("")));
        foreach (var parameter in operation.Query)
            parameters.Add(Parameter("query", parameter.Name, parameter.Description, parameter.Required, SchemaOf(parameter)));
        foreach (var header in operation.RequestHeaders)
        {
            var written = Parameter("header", header.Name, header.Description, header.Required, JsonSchema.Text(""));
            if (header.Example is { } example)
                written["example"] = example;
            parameters.Add(written);
        }

        if (operation.Bodies.Count > 0)
            parameters.Add(Parameter("header", ContentEncoding, "How the body is compressed; left out when it is not.", false, JsonSchema.Choice("", ["gzip", "identity"])));
        return parameters;
    }

    /// <summary>Headers that an answer has.</summary>
    public static JsonObject Headers(IEnumerable<string> names) => new(names.Select(name => KeyValuePair.Create(
        name, ResponseHeaders.TryGetValue(name, out var header) ? (JsonNode?)header.DeepClone() : throw new InvalidOperationException($"Nothing says what the header '{name}' is: say it in {nameof(Parameters)}."))));

    private static JsonObject Parameter(string place, string name, string description, bool required, JsonObject schema)
    {
        schema.Remove("description");
        return new() { ["name"] = name, ["in"] = place, ["description"] = description, ["required"] = required, ["schema"] = schema };
    }

    private static JsonObject SchemaOf(QueryParameterAttribute parameter) => parameter switch
    {
        { Maximum: > 0 } => JsonSchema.WholeNumber("", 1, parameter.Maximum),
        { Choices.Length: > 0 } => JsonSchema.Choice("", parameter.Choices),
        { MaxLength: > 0 } => JsonSchema.Text("", parameter.MaxLength),
        _ => JsonSchema.Text(""),
    };

    private static JsonObject Header(string description, string type) =>
        new() { ["description"] = description, ["required"] = true, ["schema"] = new JsonObject { ["type"] = type } };
}
