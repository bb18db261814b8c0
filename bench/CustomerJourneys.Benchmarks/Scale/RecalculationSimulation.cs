using CustomerJourneys.Benchmarks.Data;

namespace CustomerJourneys.Benchmarks.Scale;

/// <summary>
/// A recalculation event by event: the orchestration starts durable activities at its rate; instances come in one after the other and take them; each reads,
/// computes on the one core of its instance and writes; requests and bytes pass the account and the network one after the other at their rates.
/// Deterministic: sizes of partitions and slow requests are drawn from a seed.
/// </summary>
internal sealed class RecalculationSimulation(ScalePlan plan, ScaleCosts costs)
{
    // What passes one after the other, each at its rate.
    private readonly Server _requests = new(AzureLimits.AccountRequests);
    private readonly Server _egress = new(AzureLimits.AccountEgress);
    private readonly Server _queue = new(AzureLimits.QueueMessages);
    private SeededRandom _random = new(7);

    /// <summary>How it went.</summary>
    /// <param name="Seconds">From the request to the result.</param>
    /// <param name="InstanceSeconds">Over all instances, from when each came in to its last work.</param>
    /// <param name="Instances">How many came in.</param>
    internal sealed record Outcome(double Seconds, double InstanceSeconds, int Instances);

    public Outcome Run()
    {
        // The plan reads a manifest a partition, sixteen at once.
        var planned = AzureLimits.StepSeconds + (plan.Partitions / 16d * AzureLimits.Latency);
        var slots = plan.Slots(costs);
        var instances = new List<Instance>();
        // Free slots by when they are free; the earliest takes the next activity.
        var free = new PriorityQueue<Instance, double>();
        var ended = new List<double>(plan.Partitions);
        for (var partition = 0; partition < plan.Partitions; partition++)
        {
            var ready = _queue.Pass(planned + ((partition + 1) / AzureLimits.FanOut / plan.Orchestrations), 1);
            // Another instance comes in when the rule allows it and no slot is free by then.
            while (instances.Count < plan.Instances && (free.Count == 0 || (free.TryPeek(out _, out var earliest) && earliest > Math.Max(ready, planned + plan.ArrivalOf(instances.Count)))))
            {
                var instance = new Instance(planned + plan.ArrivalOf(instances.Count));
                instances.Add(instance);
                for (var slot = 0; slot < slots; slot++)
                    free.Enqueue(instance, instance.Begin);
            }

            free.TryDequeue(out var taken, out var from);
            var end = Evaluate(taken!, Math.Max(from, ready));
            ended.Add(end);
            taken!.End = Math.Max(taken.End, end);
            free.Enqueue(taken, end);
        }

        return new Outcome(Publish(ended), instances.Sum(instance => Math.Max(1, instance.End - instance.Begin)), instances.Count);
    }

    private double Evaluate(Instance instance, double now)
    {
        // Contacts are spread by a hash: sizes differ by a few per mille; a few per cent is cautious.
        var contacts = plan.ContactsPerPartition * (0.98 + (0.04 * _random.NextFraction()));
        var (requests, bytes) = (costs.RequestsPerPartition, contacts * costs.BytesReadPerContact);
        now = _requests.Pass(now, requests);
        // Four requests at once.
        for (var wave = 0; wave < Math.Ceiling(requests / 4); wave++)
            now += AzureLimits.Latency * (_random.Next(100) == 0 ? 10 : 1);
        now = Math.Max(_egress.Pass(now, bytes), instance.Network.Pass(now, bytes));
        now = instance.Core.Pass(now, costs.CpuSeconds(contacts));
        return instance.Network.Pass(now, contacts * costs.BytesWrittenPerContact) + AzureLimits.Latency;
    }

    private double Publish(List<double> ended)
    {
        // Answers pass at the rate of the fan-in; then the counts of all partitions are read, sixteen at once, and the result is written.
        var answers = new Server(AzureLimits.FanIn * plan.Orchestrations);
        var last = ended.Order().Aggregate(0d, (_, end) => answers.Pass(end, 1));
        return last + (2 * AzureLimits.StepSeconds) + (plan.Partitions / 16d * AzureLimits.Latency);
    }

    private sealed class Server(double rate)
    {
        private double _free;

        public double Pass(double now, double amount) => _free = Math.Max(now, _free) + (amount / rate);
    }

    private sealed class Instance(double begin)
    {
        public double Begin { get; } = begin;

        public double End { get; set; } = begin;

        public Server Network { get; } = new(AzureLimits.InstanceNetwork);

        public Server Core { get; } = new(1);
    }
}
