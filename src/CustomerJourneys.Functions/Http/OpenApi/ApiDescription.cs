using System.Reflection;
using System.Text.Json.Nodes;
using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Functions.Imports;
using CustomerJourneys.Functions.Scheduling;
using CustomerJourneys.Journeys;
using CustomerJourneys.Json;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>
/// The API description (OpenAPI 3.1), made from the functions of this assembly and the attributes beside them, the types of their answers, the
/// schemas beside what is read by hand, and the list of errors. It is made once, when it is first asked for.
/// </summary>
internal sealed class ApiDescription
{
    private readonly Lazy<byte[]> _utf8 = new(() => System.Text.Encoding.UTF8.GetBytes(Create().ToJsonString()));

    private readonly ErrorCatalogue _errors = ErrorCatalogue.Load();
    private readonly TypeSchemas _types = new();

    /// <summary>Schemas of what is read or written by hand.</summary>
    private static IEnumerable<NamedSchema> HandWritten => [.. JourneySchemas.All, .. ActivitySchemas.All, .. ContactSchemas.All, .. ImportSchemas.All, .. RecalculationSchemas.All, .. ScheduleSchemas.All];

    /// <summary>The document as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8.Value;

    /// <summary>Makes the document.</summary>
    /// <exception cref="InvalidOperationException">A function is described in a way that makes no sense; the message says what is wrong.</exception>
    public static JsonObject Create() => new ApiDescription().Write(typeof(ApiDescription).Assembly);

    private JsonObject Write(Assembly assembly)
    {
        var operations = DescribedOperation.FindAll(assembly);
        var paths = new JsonObject();
        foreach (var operation in operations)
        {
            var path = (JsonObject)(paths[operation.Path] ??= new JsonObject());
            if (!path.TryAdd(operation.Verb, WriteOperation(operation)))
                throw new InvalidOperationException($"Two functions take {operation.Verb} {operation.Path}.");
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = nameof(CustomerJourneys),
                ["version"] = assembly.GetName().Version!.ToString(3),
                ["summary"] = "How contacts move, stage by stage, from first touch to loyal customer.",
                ["description"] = ApiTexts.Introduction,
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. operations.Select(operation => operation.Feature).Distinct().OrderBy(ApiTexts.OrderOf).Select(WriteTag)]),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = WriteSchemas() },
            ["x-problems"] = new JsonObject(_errors.All.Select(error => KeyValuePair.Create(
                error.Code, (JsonNode?)new JsonObject { ["status"] = error.Status, ["meaning"] = error.Meaning }))),
        };
    }

    private static JsonObject WriteTag(string feature) => new() { ["name"] = ApiTexts.TagOf(feature), ["description"] = ApiTexts.DescriptionOf(feature) };

    private JsonObject WriteSchemas()
    {
        // The problem is on every operation, but no function returns it.
        _types.NameOf(typeof(ProblemAnswer));
        var schemas = new JsonObject();
        foreach (var (name, schema) in HandWritten.Concat(_types.DescribeAll()).OrderBy(schema => schema.Name, StringComparer.Ordinal))
        {
            if (!schemas.TryAdd(name, schema))
                throw new InvalidOperationException($"Two schemas have the name '{name}'.");
        }

        return schemas;
    }

    private JsonObject WriteOperation(DescribedOperation operation)
    {
        var written = new JsonObject
        {
            ["operationId"] = operation.Id,
            ["tags"] = new JsonArray(ApiTexts.TagOf(operation.Feature)),
            ["summary"] = operation.Description.Summary,
        };
        if (operation.Description.Description is { } description)
            written["description"] = description;
        if (Parameters.Of(operation) is { Count: > 0 } parameters)
            written["parameters"] = parameters;
        if (operation.Bodies.Count > 0)
            written["requestBody"] = WriteBody(operation);
        written["responses"] = WriteResponses(operation);
        return written;
    }

    private static JsonObject WriteBody(DescribedOperation operation) => new()
    {
        ["required"] = !operation.Bodies.Any(body => body.Optional),
        ["content"] = new JsonObject(operation.Bodies.GroupBy(body => body.ContentType).Select(bodies => KeyValuePair.Create(bodies.Key, (JsonNode?)WriteMedia([.. bodies])))),
    };

    private static JsonObject WriteMedia(IReadOnlyList<TakesBodyAttribute> bodies) => bodies.Count == 1
        ? WriteMedia(bodies[0])
        : new() { ["schema"] = new JsonObject { ["anyOf"] = new JsonArray([.. bodies.Select(body => WriteMedia(body)["schema"]!.DeepClone())]) } };

    private static JsonObject WriteMedia(TakesBodyAttribute body)
    {
        var media = new JsonObject();
        if (body is { ContentType: TakesBodyAttribute.Json, Schema: { } document })
            media["schema"] = JsonSchema.Reference(document);
        else
            media["schema"] = JsonSchema.Text(body.Description ?? "One JSON document a line.");
        // OpenAPI 3.1 has no word for the documents of a stream; 3.2 calls it itemSchema.
        if (body is { ContentType: TakesBodyAttribute.Ndjson, Schema: { } line })
            media["x-itemSchema"] = JsonSchema.Reference(line);
        if (body.Example is { } example)
            media["example"] = example;
        return media;
    }

    private JsonObject WriteResponses(DescribedOperation operation)
    {
        var responses = operation.Answers.Select(answer => (answer.Status, Response: WriteAnswer(answer)))
            .Concat(operation.Problems(_errors).GroupBy(problem => problem.Status).Select(problems => (Status: problems.Key, Response: WriteProblems(problems))))
            .OrderBy(response => response.Status);
        return new JsonObject(responses.Select(response => KeyValuePair.Create(response.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), (JsonNode?)response.Response)));
    }

    private JsonObject WriteAnswer(AnswersAttribute answer)
    {
        var response = new JsonObject { ["description"] = answer.Description };
        if (answer.Headers.Length > 0)
            response["headers"] = Parameters.Headers(answer.Headers);
        if (answer.ContentType is not { } contentType)
            return response;
        var schema = answer.Schema ?? (answer.Body is { } body ? _types.NameOf(body) : null);
        response["content"] = new JsonObject { [contentType] = new JsonObject { ["schema"] = schema is null ? new JsonObject { ["type"] = "string" } : JsonSchema.Reference(schema) } };
        return response;
    }

    private JsonObject WriteProblems(IGrouping<int, ErrorEntry> problems)
    {
        var response = new JsonObject { ["description"] = $"{ProblemResult.TitleOf(problems.Key)} Codes: {string.Join(", ", problems.Select(problem => $"`{problem.Code}`"))}." };
        if (problems.Key == 503)
            response["headers"] = Parameters.Headers(["Retry-After"]);
        response["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject { ["schema"] = JsonSchema.Reference(_types.NameOf(typeof(ProblemAnswer))) },
        };
        response["x-codes"] = new JsonArray([.. problems.Select(problem => (JsonNode)problem.Code)]);
        return response;
    }
}
