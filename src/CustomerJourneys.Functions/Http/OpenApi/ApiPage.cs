using System.Security.Cryptography;
using System.Text;

namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>
/// The page that shows the API description: one answer with its style and script in it, which asks for nothing but the description and what
/// its reader sends. The policy allows exactly these two texts, by their hashes, and requests to this host.
/// </summary>
internal sealed class ApiPage
{
    public ApiPage()
    {
        var (style, script) = (Resources.Text("docs.css"), Resources.Text("docs.js"));
        Html = Resources.Text("docs.html").Replace("/*style*/", style, StringComparison.Ordinal).Replace("/*script*/", script, StringComparison.Ordinal);
        ContentSecurityPolicy =
            $"default-src 'none'; style-src '{HashOf(style)}'; script-src '{HashOf(script)}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /// <summary>The page.</summary>
    public string Html { get; }

    /// <summary>What the page may do.</summary>
    public string ContentSecurityPolicy { get; }

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
