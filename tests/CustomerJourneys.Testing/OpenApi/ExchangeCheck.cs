using System.Text.Json.Nodes;

namespace CustomerJourneys.Testing.OpenApi;

/// <summary>Holds exchanges to an API description: what is sent and answered is described, and as described.</summary>
public sealed class ExchangeCheck(JsonObject description)
{
    private const string ProblemType = "application/problem+json";

    // Headers that mean something to a client: an answer has them exactly when its description does.
    private static readonly string[] Meaningful = ["Location", "ETag", "Retry-After"];

    private readonly SchemaCheck _schemas = new(description);

    /// <summary>What an exchange has that the description does not say, or lacks of it; empty when all is as described.</summary>
    public IReadOnlyList<string> Check(Exchange exchange)
    {
        var path = exchange.Request.Target.AbsolutePath;
        if (!path.StartsWith("/api/", StringComparison.OrdinalIgnoreCase) && !path.Equals("/api", StringComparison.OrdinalIgnoreCase))
            return CheckPage(exchange, path);
        var found = Candidates(path);
        return found.FirstOrDefault(item => item[exchange.Request.Method.ToLowerInvariant()] is not null) is { } item
            ? CheckOperation(exchange, (JsonObject)item[exchange.Request.Method.ToLowerInvariant()]!)
            : CheckFallback(exchange, [.. found.SelectMany(item => item.Select(operation => operation.Key.ToUpperInvariant())).Distinct().Order(StringComparer.Ordinal)]);
    }

    private static string MediaType(IReadOnlyDictionary<string, string> headers) => headers.GetValueOrDefault("Content-Type", "").Split(';')[0].Trim().ToLowerInvariant();

    // The path items that a path fits, those with the fewest parameters first.
    private List<JsonObject> Candidates(string path)
    {
        var parts = path.Trim('/').Split('/');
        return [.. description["paths"]!.AsObject()
            .Select(item => (Parts: item.Key.Trim('/').Split('/'), Item: (JsonObject)item.Value!))
            .Where(item => item.Parts.Length == parts.Length && item.Parts.Zip(parts).All(pair => pair.First[0] == '{' ? pair.Second.Length > 0 : pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(item => item.Parts.Count(part => part[0] == '{'))
            .Select(item => item.Item)];
    }

    private List<string> CheckPage(Exchange exchange, string path)
    {
        if (path == "/" && exchange.Status == 200)
            return MediaType(exchange.Headers) == "text/html" ? [] : ["The start page is not HTML."];
        return [.. Expect(exchange.Status == 404, $"A page that is not there answers 404, not {exchange.Status}."), .. CheckProblem(exchange, ["page_not_found"])];
    }

    private List<string> CheckFallback(Exchange exchange, List<string> methods)
    {
        if (methods.Count == 0)
            return [.. Expect(exchange.Status == 404, $"The path is not described, and answers {exchange.Status}."), .. CheckProblem(exchange, ["route_not_found"])];
        var allowed = exchange.Headers.GetValueOrDefault("Allow", "").Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal);
        return
        [
            .. Expect(exchange.Status == 405, $"The method is not described, and answers {exchange.Status}."),
            .. Expect(allowed.SequenceEqual(methods), $"Allow says '{string.Join(", ", allowed)}', the description {string.Join(", ", methods)}."),
            .. CheckProblem(exchange, ["method_not_allowed"]),
        ];
    }

    private List<string> CheckOperation(Exchange exchange, JsonObject operation)
    {
        if (operation["responses"]![exchange.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)] is not JsonObject response)
            return [$"The status {exchange.Status} is not described. The answer: {exchange.Body}"];
        var errors = new List<string>();
        foreach (var (name, _) in response["headers"] as JsonObject ?? [])
            errors.AddRange(Expect(exchange.Headers.ContainsKey(name), $"The header {name} is missing."));
        foreach (var name in Meaningful)
            errors.AddRange(Expect(!exchange.Headers.ContainsKey(name) || response["headers"]?[name] is not null, $"The header {name} is not described."));
        errors.AddRange(CheckBody(exchange, response));
        if (exchange.Status < 300)
            errors.AddRange(CheckRequest(exchange.Request, operation));
        return errors;
    }

    private IEnumerable<string> CheckBody(Exchange exchange, JsonObject response)
    {
        if (response["content"] is not JsonObject content)
            return Expect(exchange.Body.Length == 0, "The answer has a body, and none is described.");
        if (content[MediaType(exchange.Headers)] is not { } media)
            return [$"The content type '{MediaType(exchange.Headers)}' is not described."];
        if (response["x-codes"] is JsonArray codes)
            return CheckProblem(exchange, [.. codes.Select(code => (string)code!)]);
        // A schema that only says 'text' is of a body that is not looked into.
        return (string?)media["schema"]!["type"] == "string" ? [] : _schemas.Check(JsonNode.Parse(exchange.Body), (JsonObject)media["schema"]!, "answer");
    }

    private List<string> CheckProblem(Exchange exchange, string[] codes)
    {
        if (exchange.Request.Method == "HEAD")
            return [.. Expect(exchange.Body.Length == 0, "An answer to HEAD has no body.")];
        if (MediaType(exchange.Headers) != ProblemType)
            return [$"An error is {ProblemType}, not '{MediaType(exchange.Headers)}'."];
        var problem = JsonNode.Parse(exchange.Body);
        var named = new[] { problem?["code"] }.Concat(problem?["errors"] is JsonArray errors ? errors.Select(error => error?["code"]) : []).Select(code => (string?)code ?? "").Distinct();
        return
        [
            .. _schemas.Check(problem, (JsonObject)description["components"]!["schemas"]!["Problem"]!, "problem"),
            .. named.Where(code => !codes.Contains(code)).Select(code => $"The code {code} is not described."),
            .. Expect((int?)problem?["status"] == exchange.Status, "The problem names another status."),
        ];
    }

    private List<string> CheckRequest(ExchangeRequest request, JsonObject operation)
    {
        var parameters = operation["parameters"]?.AsArray().Select(parameter => ((string)parameter!["in"]!, (string)parameter["name"]!, (bool)parameter["required"]!)).ToList() ?? [];
        var query = request.Target.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => Uri.UnescapeDataString(pair.Split('=')[0])).ToList();
        return
        [
            .. query.Where(name => !parameters.Exists(parameter => parameter is ("query", var known, _) && known == name)).Select(name => $"The query parameter '{name}' is taken, and not described."),
            .. parameters.Where(parameter => parameter is ("query", _, true) && !query.Contains(parameter.Item2)).Select(parameter => $"The query parameter '{parameter.Item2}' is described as required, and the request went without it."),
            .. parameters.Where(parameter => parameter is ("header", _, true) && !request.Headers.ContainsKey(parameter.Item2)).Select(parameter => $"The header '{parameter.Item2}' is described as required, and the request went without it."),
            .. CheckRequestBody(request, operation["requestBody"] as JsonObject),
        ];
    }

    private IEnumerable<string> CheckRequestBody(ExchangeRequest request, JsonObject? body)
    {
        if (body?["content"] is not JsonObject content)
            return Expect(string.IsNullOrEmpty(request.Body), "The request has a body, and none is described.");
        if (request.Body is { Length: 0 })
            return Expect(!(bool)body["required"]!, "A body is described as required, and the request went without it.");
        var type = MediaType(request.Headers);
        if ((content[type] ?? content["*/*"]) is not { } media)
            return [$"A body of the content type '{type}' is taken, and not described."];
        if (request.Body is null)
            return [];
        if (media["x-itemSchema"] is JsonObject line)
            return request.Body.Split('\n').Select(text => text.Trim()).Where(text => text.Length > 0).SelectMany((text, i) => _schemas.Check(JsonNode.Parse(text), line, $"line {i}"));
        return type == "application/json" ? _schemas.Check(JsonNode.Parse(request.Body), (JsonObject)media["schema"]!, "request") : [];
    }

    private static IEnumerable<string> Expect(bool holds, string error) => holds ? [] : [error];
}
