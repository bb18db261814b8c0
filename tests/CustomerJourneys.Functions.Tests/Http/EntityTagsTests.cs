using CustomerJourneys.Functions.Http;
using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;

namespace CustomerJourneys.Functions.Tests.Http;

public sealed class EntityTagsTests
{
    [Theory]
    [InlineData("\"3\"", true)]
    [InlineData("\"2\", \"3\"", true)]
    [InlineData("*", true)]
    [InlineData("\"2\"", false)]
    [InlineData("\"30\"", false)]
    public void IfMatch_Version3_IsMeant(string header, bool expected) => Assert.Equal(expected, EntityTags.IfMatch(Request(header))(3));

    [Fact]
    public void IfMatch_Missing_IsRequired()
    {
        var problem = Assert.Throws<ProblemException>(() => EntityTags.IfMatch(Request(null)));

        Assert.Equal((ProblemKind.PreconditionRequired, "if_match_required"), (problem.Kind, problem.Code));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("\"3")]
    public void IfMatch_NoEntityTag_IsInvalid(string header) =>
        Assert.Equal("if_match_invalid", Assert.Throws<ProblemException>(() => EntityTags.IfMatch(Request(header))).Code);

    private static HttpRequest Request(string? header)
    {
        var request = new DefaultHttpContext().Request;
        if (header is not null)
            request.Headers.IfMatch = header;
        return request;
    }
}
