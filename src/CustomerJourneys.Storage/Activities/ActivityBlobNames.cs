using System.Globalization;

namespace CustomerJourneys.Storage.Activities;

/// <summary>The one place for the names of the activity blobs.</summary>
internal static class ActivityBlobNames
{
    public const string Container = "customerjourneys";
    public const string Metadata = "meta/store";
    public const string Logs = "log/";
    public const string Segments = "segments/";
    public const string Contacts = "contacts/";
    public const string ChangedContacts = "changes/";
    public const string RemovedContacts = "removed/";
    public const string Ledger = "meta/rewriting";

    public static string Log(string instance, int epoch) => Invariant($"{Logs}{instance}/{epoch:D8}");

    /// <summary>What all logs of the process that wrote this one begin with.</summary>
    public static string InstanceOf(string log) => log[..log.LastIndexOf('/')];

    public static string Segment(int partition, int level, string id) => Invariant($"{Segments}{partition:D4}/{level}-{id}");

    public static string ContactNumbers(int partition, int first, string id) => Invariant($"{Contacts}{partition:D4}/{first}-{id}");

    public static string Changes(int partition, long epoch, string id) => Invariant($"{ChangedContacts}{partition:D4}/{epoch}-{id}");

    public static string Removed(int partition, long epoch, string id) => Invariant($"{RemovedContacts}{partition:D4}/{epoch}-{id}");

    public const string Manifests = "manifests/";

    public static string Manifest(int partition) => Invariant($"{Manifests}{partition:D4}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
