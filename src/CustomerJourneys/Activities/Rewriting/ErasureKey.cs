using System.Security.Cryptography;
using System.Text;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Activities.Rewriting;

/// <summary>
/// The secret under which the ids of erased contacts are kept as hashes: enough to recognise an id that comes again, useless to whoever
/// has the blobs alone. It must stay what it is as long as the store lives.
/// </summary>
public sealed class ErasureKey
{
    /// <summary>The bytes of a hash.</summary>
    public const int HashLength = 16;

    /// <summary>The fewest characters of the secret.</summary>
    public const int MinLength = 16;

    private readonly byte[] _key;

    /// <summary>Creates the key.</summary>
    /// <param name="secret">The secret as configured.</param>
    /// <exception cref="ArgumentException">It is too short to be one.</exception>
    public ErasureKey(string secret)
    {
        if (secret.Length < MinLength)
            throw new ArgumentException($"The erasure key must have at least {MinLength} characters.", nameof(secret));
        _key = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
    }

    /// <summary>The keyed hash of an id (the first 16 bytes of HMAC-SHA-256).</summary>
    public byte[] HashOf(string contactId) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(contactId))[..HashLength];

    /// <summary>What is stored beside hashes to notice another key. No contact has such an id.</summary>
    internal byte[] Check() => HashOf("!erasure-key");

    /// <summary>The problem that a key is needed and none is configured.</summary>
    public static ProblemException Missing() => new(
        ProblemKind.Unavailable, "erasure_key_missing", "Erasing contacts, and storing activities beside erased ones, needs the setting ErasureKey.");

    internal static ProblemException Differs() => new(
        ProblemKind.Unavailable, "erasure_key_differs", "The setting ErasureKey is not the one that the erased contacts of this store were hashed with. Put it back.");
}
