using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>Bodies of requests.</summary>
public static class Bodies
{
    public static HttpContent Text(string text, string mediaType) => new StringContent(text, Encoding.UTF8, mediaType);

    public static HttpContent Csv(string text) => Text(text, "text/csv");

    public static HttpContent Ndjson(string text) => Text(text, "application/x-ndjson");

    /// <summary>The same body, compressed.</summary>
    public static HttpContent Gzip(string text, string mediaType)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
