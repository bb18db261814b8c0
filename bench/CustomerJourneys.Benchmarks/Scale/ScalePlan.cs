namespace CustomerJourneys.Benchmarks.Scale;

/// <summary>A deployment of some size, and the two turns that suit it.</summary>
/// <param name="Contacts">How many contacts, of 25 activities each.</param>
/// <param name="Partitions">How many partitions.</param>
/// <param name="Instances">How many instances at most.</param>
/// <param name="Ready">How many instances are there from the beginning.</param>
/// <param name="Orchestrations">Over how many orchestrations the fan-out is divided; the product has one.</param>
internal sealed record ScalePlan(double Contacts, int Partitions, int Instances, int Ready = 1, int Orchestrations = 1)
{
    public const double ActivitiesPerContact = 25;
    private const int MaxSlots = 4;

    /// <summary>The sizes of the table.</summary>
    public static readonly IReadOnlyList<ScalePlan> All =
    [
        new(1e6, 16, 4),
        new(1e7, 64, 16),
        new(1e8, 512, AzureLimits.DefaultInstances),
        new(1e9, 4_096, AzureLimits.DefaultInstances),
    ];

    /// <summary>The great sizes with what binds first turned up.</summary>
    public static readonly IReadOnlyList<ScalePlan> Turned =
    [
        new(1e8, 512, AzureLimits.DefaultInstances, Ready: 32),
        new(1e9, 4_096, AzureLimits.DefaultInstances, Ready: 100),
        new(1e9, 4_096, 200, Ready: 200, Orchestrations: 16),
    ];

    public double ContactsPerPartition => Contacts / Partitions;

    /// <summary>When an instance is there, in seconds: those that are ready at once, then twice as many in every step of time.</summary>
    public double ArrivalOf(int instance) => instance < Ready ? 0 : AzureLimits.DoublingSeconds * Math.Log2((instance + 1d) / Ready);

    /// <summary>How many partitions an instance evaluates at once: as many as its memory holds, at most four.</summary>
    public int Slots(ScaleCosts costs) =>
        (int)Math.Clamp((AzureLimits.InstanceMib - AzureLimits.BaseMib) / Math.Max(1, costs.MemoryMib(ContactsPerPartition)), 1, MaxSlots);
}
