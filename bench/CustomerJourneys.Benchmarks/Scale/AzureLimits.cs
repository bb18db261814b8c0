namespace CustomerJourneys.Benchmarks.Scale;

/// <summary>Published limits and list prices, and the few assumptions where none is published. Where each comes from stands in docs/scaling.md.</summary>
internal static class AzureLimits
{
    /// <summary>Requests a second of a storage account.</summary>
    public const double AccountRequests = 20_000;

    /// <summary>Bytes a second out of a storage account: 50 Gbit/s.</summary>
    public const double AccountEgress = 50e9 / 8;

    /// <summary>Durable activities that one orchestration starts a second.</summary>
    public const double FanOut = 100;

    /// <summary>Answers of durable activities that one orchestration takes a second.</summary>
    public const double FanIn = 150;

    /// <summary>Messages a second of a queue; all durable activities come through one.</summary>
    public const double QueueMessages = 2_000;

    /// <summary>Memory of an instance, MiB; it has one core.</summary>
    public const double InstanceMib = 2_048;

    /// <summary>The most instances of an app unless it is set otherwise; 1,000 can be had.</summary>
    public const int DefaultInstances = 100;

    public const int MaxInstances = 1_000;

    /// <summary>Dollars for a GB of memory and second, a million executions, 10,000 reads, 10,000 writes, a GB stored for a month.</summary>
    public const double GigabyteSecond = 0.000026;
    public const double MillionExecutions = 0.40;
    public const double TenThousandReads = 0.005;
    public const double TenThousandWrites = 0.065;
    public const double GigabyteMonth = 0.0208;

    /// <summary>Assumed: seconds to the first byte of a blob; one request in a hundred takes ten times as long.</summary>
    public const double Latency = 0.010;

    /// <summary>Assumed: bytes a second between an instance and the account: 1 Gbit/s.</summary>
    public const double InstanceNetwork = 1e9 / 8;

    /// <summary>Assumed: seconds in which the number of instances doubles while durable activities wait.</summary>
    public const double DoublingSeconds = 5;

    /// <summary>Assumed: seconds of a step that waits for another: a queue message, a replay, a row of history.</summary>
    public const double StepSeconds = 1;

    /// <summary>Assumed: MiB that an instance needs besides partitions.</summary>
    public const double BaseMib = 400;
}
