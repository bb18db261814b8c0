namespace CustomerJourneys.Benchmarks.Scale;

/// <summary>What a recalculation takes at least by each limit alone, in seconds: the model. The longest binds.</summary>
internal sealed record ScaleBounds(IReadOnlyList<(string Name, double Seconds)> Bounds)
{
    public static ScaleBounds Of(ScalePlan plan, ScaleCosts costs)
    {
        var partitions = (double)plan.Partitions;
        var read = plan.Contacts * costs.BytesReadPerContact;
        return new ScaleBounds([
            ("instances coming in", UntilDone(plan, partitions * costs.CpuSeconds(plan.ContactsPerPartition))),
            ("fan-out of the orchestration", partitions / AzureLimits.FanOut / plan.Orchestrations),
            ("fan-in of the orchestration", partitions / AzureLimits.FanIn / plan.Orchestrations),
            ("queue of durable activities", partitions / AzureLimits.QueueMessages),
            ("requests of the account", partitions * costs.RequestsPerPartition / AzureLimits.AccountRequests),
            ("egress of the account", read / AzureLimits.AccountEgress),
            ("network of the instances", read / AzureLimits.InstanceNetwork / plan.Instances),
        ]);
    }

    // Until the cores that are there have done so many seconds of work, the number of cores doubling up to the most.
    private static double UntilDone(ScalePlan plan, double work)
    {
        var (seconds, cores) = (0d, (double)plan.Ready);
        while (cores < plan.Instances)
        {
            var done = cores * AzureLimits.DoublingSeconds / Math.Log(2);
            if (work <= done)
                return seconds + (AzureLimits.DoublingSeconds * Math.Log2(1 + (work / done)));
            (work, seconds, cores) = (work - done, seconds + AzureLimits.DoublingSeconds, Math.Min(plan.Instances, cores * 2));
        }

        return seconds + (work / cores);
    }

    public (string Name, double Seconds) First => Bounds.MaxBy(bound => bound.Seconds);

    /// <summary>The longest bound, and the three steps that wait for each other: plan, evaluate, publish.</summary>
    public double Seconds => First.Seconds + (3 * AzureLimits.StepSeconds);
}
