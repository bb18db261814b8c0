using CustomerJourneys.Imports;
using CustomerJourneys.Imports.Files;
using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;

namespace CustomerJourneys.Functions.Http;

/// <summary>Reads request bodies within their limits, compressed or not.</summary>
internal static class RequestBody
{
    /// <summary>
    /// The largest body in bytes as it is sent. A little less than what the Functions host takes, which ends a larger one with a bare 500
    /// before any function runs.
    /// </summary>
    public const long MaxBytes = 100_000_000;

    /// <summary>The largest batch of activities in bytes, decompressed.</summary>
    public const int MaxBatchBytes = 32 * 1024 * 1024;

    /// <summary>Content types of a JSON document.</summary>
    public static readonly IReadOnlyList<string> JsonOnly = ["application/json"];

    /// <summary>Content types of a JSON document, and of one document a line.</summary>
    public static readonly IReadOnlyList<string> JsonOrNdjson = ["application/json", "application/x-ndjson"];

    /// <summary>Whether the body is one JSON document a line.</summary>
    public static bool IsNdjson(HttpRequest request) => MediaType(request) == "application/x-ndjson";

    /// <summary>Whether the body is one JSON document.</summary>
    public static bool IsJson(HttpRequest request) => MediaType(request) == "application/json";

    /// <summary>Whether the body is compressed with gzip.</summary>
    /// <exception cref="ProblemException"><c>encoding_unsupported</c> for any other encoding.</exception>
    public static bool IsGzip(HttpRequest request) => request.Headers.ContentEncoding.ToString() switch
    {
        "" or "identity" => false,
        "gzip" => true,
        _ => throw new ProblemException(ProblemKind.UnsupportedMediaType, "encoding_unsupported", "A body is sent as it is, or compressed with gzip."),
    };

    /// <summary>Reads a whole body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The most bytes it may have, decompressed.</param>
    /// <param name="mediaTypes">What it may be; a request that does not say is taken to be the first.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ProblemException"><c>content_type_unsupported</c>, <c>encoding_unsupported</c>, <c>body_too_large</c>, <c>gzip_invalid</c>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, int maxBytes, IReadOnlyList<string> mediaTypes, CancellationToken cancellation)
    {
        if (MediaType(request) is { Length: > 0 } mediaType && !mediaTypes.Contains(mediaType))
            throw new ProblemException(ProblemKind.UnsupportedMediaType, "content_type_unsupported", $"This takes {string.Join(" or ", mediaTypes)}.");
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        await using var content = IsGzip(request) ? Gzip.Open(request.Body, maxBytes) : request.Body;
        using var buffer = new MemoryStream(request.ContentLength is { } length ? (int)length : 4096);
        var chunk = new byte[64 * 1024];
        try
        {
            for (int count; (count = await content.ReadAsync(chunk, cancellation)) > 0;)
            {
                if (buffer.Length + count > maxBytes)
                    throw TooLarge(maxBytes);
                buffer.Write(chunk, 0, count);
            }
        }
        catch (ImportFileException e)
        {
            throw e.Code == "import_too_large"
                ? TooLarge(maxBytes)
                : ProblemException.Invalid("", "gzip_invalid", "The body is not valid gzip, or it was cut off.");
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static ProblemException TooLarge(int maxBytes) =>
        new(ProblemKind.TooLarge, "body_too_large", $"The body has at most {maxBytes} bytes.");

    private static string MediaType(HttpRequest request) => (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
}
