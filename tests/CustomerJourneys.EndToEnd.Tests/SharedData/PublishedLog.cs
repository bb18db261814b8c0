using CustomerJourneys.Testing;

namespace CustomerJourneys.EndToEnd.Tests.SharedData;

/// <summary>The public activity logs that lie beside the repository: never copied, only read.</summary>
public static class PublishedLog
{
    /// <summary>Clickstream of an online shop: <c>contact,type,time</c>.</summary>
    public const string Shop = "simple-onlineshop/events.csv";

    /// <summary>Events of a shop: <c>event_id,user_id,event_type,event_date,product_id,amount,traffic_source</c>; times without a zone.</summary>
    public const string Store = "ecommerce-user-events/user_events.csv";

    /// <summary>The folder of the logs, or <see langword="null"/> where it is not there.</summary>
    public static string? Folder { get; } = SharedFolder.Find("data");

    /// <summary>Reads a log whole: its header first.</summary>
    public static string[] ReadLines(string name) => File.ReadAllLines(Path.Combine(Folder!, name));
}

/// <summary>A test on the public logs; skipped, with a message, where they are absent.</summary>
public sealed class PublishedLogFactAttribute : FactAttribute
{
    public PublishedLogFactAttribute() => Skip = PublishedLogs.SkipReason;
}

/// <summary>The same for a theory.</summary>
public sealed class PublishedLogTheoryAttribute : TheoryAttribute
{
    public PublishedLogTheoryAttribute() => Skip = PublishedLogs.SkipReason;
}

/// <summary>Why tests on the public logs are skipped.</summary>
internal static class PublishedLogs
{
    /// <summary><see langword="null"/> where the logs are there.</summary>
    public static string? SkipReason => PublishedLog.Folder is null ? "The public logs (../shared/data) are not beside this repository." : null;
}
