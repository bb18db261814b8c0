using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>One answer of the API, read whole.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers, without those of the content.</param>
/// <param name="Content">The headers of the content.</param>
/// <param name="Text">The body.</param>
public sealed record ApiAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders Content, string Text)
{
    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>This answer, if it has the status.</summary>
    public ApiAnswer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }

    /// <summary>
    /// Holds the answer to what every error looks like: problem details with a code, a trace id and a sentence, and the path of the field.
    /// </summary>
    /// <param name="status">The status.</param>
    /// <param name="code">The stable code.</param>
    /// <param name="path">A path among the errors; <see langword="null"/> when no single field is at fault.</param>
    public JsonNode ExpectProblem(int status, string code, string? path = null)
    {
        Assert.True((int)Status == status, $"Expected {status} {code}, got {(int)Status}: {Text}");
        Assert.Equal("application/problem+json", Content.ContentType?.MediaType);
        var problem = Json;
        Assert.Equal(status, (int)problem["status"]!);
        Assert.Equal(code, (string?)problem["code"]);
        Assert.NotEmpty((string)problem["type"]!);
        Assert.NotEmpty((string)problem["title"]!);
        Assert.NotEmpty((string)problem["detail"]!);
        Assert.NotEmpty((string)problem["traceId"]!);
        var errors = problem["errors"]!.AsArray();
        Assert.All(errors, error => Assert.NotEmpty((string)error!["message"]!));
        if (path is not null)
            Assert.Contains(errors, error => (string)error!["path"]! == path && (string)error["code"]! == code);
        return problem;
    }
}
