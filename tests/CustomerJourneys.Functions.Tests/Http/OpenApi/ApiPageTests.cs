using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CustomerJourneys.Functions.Http.OpenApi;

namespace CustomerJourneys.Functions.Tests.Http.OpenApi;

/// <summary>The page asks nobody but its own host for anything, and its policy holds it to that.</summary>
public partial class ApiPageTests
{
    private readonly ApiPage _page = new();

    [Fact]
    public void Html_LoadsNothing()
    {
        Assert.DoesNotContain("://", _page.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<(script|img|iframe|object|embed|form)[^>]+(src|data|action)=", _page.Html);
        Assert.All(Link().Matches(_page.Html), link => Assert.Contains(link.Groups[1].Value, (string[])["openapi.json", "data:,"]));
    }

    // Script that puts texts of answers into the page as HTML would let them act in it.
    [Theory]
    [InlineData("innerHTML")]
    [InlineData("outerHTML")]
    [InlineData("insertAdjacentHTML")]
    [InlineData("document.write")]
    [InlineData("eval(")]
    public void Script_PutsInTextsOnly(string way) => Assert.DoesNotContain(way, _page.Html, StringComparison.Ordinal);

    [Fact]
    public void Policy_AllowsItsOwnStyleAndScriptAndRequestsToItsHostOnly()
    {
        var (style, script) = (Style().Match(_page.Html).Groups[1].Value, Script().Match(_page.Html).Groups[1].Value);
        Assert.Contains("openapi.json", script, StringComparison.Ordinal);
        Assert.Equal(
            [
                "default-src 'none'", $"style-src '{HashOf(style)}'", $"script-src '{HashOf(script)}'", "connect-src 'self'", "img-src data:",
                "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
            ],
            _page.ContentSecurityPolicy.Split("; "));
        Assert.DoesNotContain(" style=", _page.Html, StringComparison.Ordinal);
    }

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
