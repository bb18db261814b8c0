using System.IO.Compression;
using System.Text;
using CustomerJourneys.Functions.Http;
using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;

namespace CustomerJourneys.Functions.Tests.Http;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_ABody_GivesItsBytes(bool gzip)
    {
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString((await ReadAsync(Request("{\"a\":1}", gzip), 7)).Span));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_OneByteTooMany_IsTooLarge(bool gzip)
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(Request("{\"a\":1}", gzip), 6));

        Assert.Equal((ProblemKind.TooLarge, "body_too_large"), (problem.Kind, problem.Code));
    }

    [Fact]
    public async Task Read_ABombOfGzip_StopsAtTheLimit()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(Request(new string(' ', 50_000_000), gzip: true), 1_000_000));

        Assert.Equal("body_too_large", problem.Code);
    }

    [Fact]
    public async Task Read_BrokenGzip_IsInvalid()
    {
        var request = Request("no gzip", gzip: false);
        request.Headers.ContentEncoding = "gzip";

        Assert.Equal("gzip_invalid", (await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(request, 100))).Code);
    }

    // Lines that are whole up to the cut would else be taken for a whole batch.
    [Fact]
    public async Task Read_GzipCutOffAnywhere_IsInvalid()
    {
        var whole = (MemoryStream)Request("{\"a\":1}\n{\"a\":2}\n", gzip: true).Body;
        // No bytes at all are an empty body, not a part of one.
        for (var length = 1; length < whole.Length; length++)
        {
            var request = Request("", gzip: true);
            request.Body = new MemoryStream(whole.ToArray()[..length]);

            Assert.Equal("gzip_invalid", (await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(request, 100))).Code);
        }
    }

    [Theory]
    [InlineData("text/plain", "", "content_type_unsupported")]
    [InlineData("application/json", "br", "encoding_unsupported")]
    public async Task Read_AnotherKind_IsUnsupported(string contentType, string encoding, string code)
    {
        var request = Request("{}", gzip: false);
        request.ContentType = contentType;
        request.Headers.ContentEncoding = encoding;

        var problem = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(request, 100));

        Assert.Equal((ProblemKind.UnsupportedMediaType, code), (problem.Kind, problem.Code));
    }

    private static Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes) =>
        RequestBody.ReadAsync(request, maxBytes, RequestBody.JsonOnly, CancellationToken.None);

    private static HttpRequest Request(string body, bool gzip)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = "application/json; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(body);
        if (gzip)
        {
            using var compressed = new MemoryStream();
            using (var stream = new GZipStream(compressed, CompressionLevel.Fastest))
                stream.Write(bytes);
            bytes = compressed.ToArray();
            request.Headers.ContentEncoding = "gzip";
        }

        request.Body = new MemoryStream(bytes);
        return request;
    }
}
