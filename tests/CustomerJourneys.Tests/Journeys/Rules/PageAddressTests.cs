using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Tests.Journeys.Rules;

public sealed class PageAddressTests
{
    [Theory]
    [InlineData("/pricing", "/pricing")]
    [InlineData("/pricing/", "/pricing")]
    [InlineData("/pricing//", "/pricing/")]
    [InlineData("/pricing?utm=1", "/pricing")]
    [InlineData("/pricing/?utm=/a/", "/pricing")]
    [InlineData("/pricing#plans", "/pricing")]
    [InlineData("/pricing#a?b", "/pricing")]
    [InlineData("https://example.com/pricing", "/pricing")]
    [InlineData("HTTPS://user@Example.com:8080/Pricing/?a=b#c", "/Pricing")]
    [InlineData("//example.com/pricing", "/pricing")]
    [InlineData("app+v1.0-x://host/a/b", "/a/b")]
    [InlineData("https://example.com", "/")]
    [InlineData("https://example.com/", "/")]
    [InlineData("https://example.com?a=b", "/")]
    [InlineData("https://example.com#top", "/")]
    [InlineData("/", "/")]
    [InlineData("", "")]
    [InlineData("?a=b", "")]
    [InlineData("#top", "")]
    [InlineData("pricing", "pricing")]
    [InlineData("/a//b", "/a//b")]
    [InlineData("/redirect/https://other.com/x", "/redirect/https://other.com/x")]
    [InlineData("/a:b//c", "/a:b//c")]
    [InlineData("://x/y", "://x/y")]
    [InlineData("1a://x/y", "1a://x/y")]
    [InlineData("/caf%C3%A9", "/café")]
    [InlineData("/a%20b", "/a b")]
    [InlineData("/a+b", "/a+b")]
    [InlineData("/a%2520b", "/a%20b")]
    [InlineData("/a%2Fb%3Fc%23d", "/a/b?c#d")]
    [InlineData("/a%2F", "/a/")]
    [InlineData("/100%", "/100%")]
    [InlineData("/%zz", "/%zz")]
    public void Reduce_Address_IsThePageItNames(string address, string page) => Assert.Equal(page, PageAddress.Reduce(address));
}
