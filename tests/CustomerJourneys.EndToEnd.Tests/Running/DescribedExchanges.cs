using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CustomerJourneys.Testing.OpenApi;
using Xunit.Sdk;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>
/// Holds every exchange of the tests to the API description of the app: one that is not as described fails the test that made it. The
/// description is read from the app itself, before the first exchange.
/// </summary>
public sealed class DescribedExchanges() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    // All apps of a test run are the same build.
    private static volatile ExchangeCheck? _check;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var check = _check ??= await ReadDescriptionAsync(request, cancellationToken);
        var sent = await ReadAsync(request, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var exchange = new Exchange(
            sent, (int)response.StatusCode, Join(response.Headers.Concat(response.Content.Headers)), await response.Content.ReadAsStringAsync(cancellationToken));
        return check.Check(exchange) is { Count: > 0 } errors
            ? throw new XunitException($"{request.Method} {request.RequestUri!.PathAndQuery} ({exchange.Status}) is not as openapi.json describes it:\n{string.Join('\n', errors.Take(10))}")
            : response;
    }

    private async Task<ExchangeCheck> ReadDescriptionAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!, "/api/openapi.json"));
        using var answer = (await base.SendAsync(ask, cancellation)).EnsureSuccessStatusCode();
        return new ExchangeCheck((JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!);
    }

    // Only JSON is described in detail: files are not read into memory.
    private static async Task<ExchangeRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var headers = Join(request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []));
        string? body = "";
        if (request.Content is { } content)
            body = content.Headers.ContentType?.MediaType is "application/json" or "application/x-ndjson" ? await TextAsync(content, cancellation) : null;
        return new ExchangeRequest(request.Method.Method, request.RequestUri!, headers, body);
    }

    private static async Task<string?> TextAsync(HttpContent content, CancellationToken cancellation)
    {
        var bytes = await content.ReadAsByteArrayAsync(cancellation);
        if (!content.Headers.ContentEncoding.Contains("gzip"))
            return Encoding.UTF8.GetString(bytes);
        try
        {
            using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
            return await reader.ReadToEndAsync(cancellation);
        }
        catch (InvalidDataException)
        {
            // Broken on purpose; the app refuses it too.
            return null;
        }
    }

    private static Dictionary<string, string> Join(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers) =>
        headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => string.Join(", ", group.SelectMany(header => header.Value)), StringComparer.OrdinalIgnoreCase);
}
