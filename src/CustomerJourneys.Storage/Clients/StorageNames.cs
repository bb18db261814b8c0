using System.Text.RegularExpressions;

namespace CustomerJourneys.Storage.Clients;

/// <summary>Which names this deployment uses for its tables, containers and queues.</summary>
public sealed partial record StorageNames
{
    /// <summary>Names without a prefix: what a deployment uses that has the account for itself.</summary>
    public static StorageNames Default { get; } = new("");

    /// <summary>Names with a prefix, so that several deployments, or tests, share an account.</summary>
    /// <param name="prefix">Empty, or a lower-case letter and up to 19 more of <c>a-z0-9</c>: what tables, containers and queues all allow.</param>
    public StorageNames(string prefix)
    {
        if (!ValidPrefix().IsMatch(prefix))
            throw new ArgumentException($"'{prefix}' is no prefix for storage names: a letter and up to 19 letters or digits, all in lower case.", nameof(prefix));
        Prefix = prefix;
    }

    /// <summary>What every name begins with.</summary>
    public string Prefix { get; }

    /// <summary>The full name.</summary>
    public string Of(string name) => Prefix + name;

    [GeneratedRegex(@"^([a-z][a-z0-9]{0,19})?\z")]
    private static partial Regex ValidPrefix();
}
