using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace LocalSdk.Runtime.Http;

/// <summary>
/// Function keys: off, as under <c>func start</c>, until the settings hold some (<c>FunctionKeys__NAME</c>; the one named
/// <c>_master</c> opens everything), then enforced as the host does: in the header <c>x-functions-key</c> or the query's <c>code</c>.
/// </summary>
internal sealed class FunctionKeys(IConfiguration settings)
{
    private const string MasterName = "_master";

    private readonly (bool IsMaster, byte[] Key)[] _keys = [.. settings.GetSection("FunctionKeys").GetChildren()
        .Where(key => !string.IsNullOrEmpty(key.Value))
        .Select(key => (key.Key.Equals(MasterName, StringComparison.OrdinalIgnoreCase), Encoding.UTF8.GetBytes(key.Value!)))];

    /// <summary>Whether a request may pass.</summary>
    public bool Admit(AuthorizationLevel level, HttpRequest request)
    {
        if (_keys.Length == 0 || level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        string? shown = request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault();
        byte[] given = Encoding.UTF8.GetBytes(shown ?? "");
        return _keys.Any(key => CryptographicOperations.FixedTimeEquals(key.Key, given) && (key.IsMaster || level != AuthorizationLevel.Admin));
    }
}
