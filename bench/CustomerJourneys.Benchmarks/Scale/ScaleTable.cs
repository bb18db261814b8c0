using System.Globalization;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Testing;

namespace CustomerJourneys.Benchmarks.Scale;

/// <summary>The table of docs/scaling.md: the model and the simulation of each size. It depends on the adopted costs alone.</summary>
internal static class ScaleTable
{
    private const string Costs = "bench/scale-costs.json";
    private const string Document = "docs/scaling.md";
    private const string Fence = "```";

    /// <summary>Prints the table; <c>--adopt FILE</c> first takes measured costs over, and puts the new table into the document.</summary>
    public static void Run(IReadOnlyList<string> arguments)
    {
        switch (arguments)
        {
            case []:
                break;
            case ["--adopt", var measured]:
                ScaleCosts.Read(measured).Write(Repository.PathOf(Costs));
                Replace(Repository.PathOf(Document), Text());
                break;
            default:
                throw new BenchmarkException("--simulate takes nothing, or --adopt FILE.");
        }

        Console.Write(Text());
    }

    /// <summary>The table.</summary>
    public static string Text()
    {
        var costs = ScaleCosts.Read(Repository.PathOf(Costs));
        string[] heading = ["contacts  partitions  instances  slots  model s  simulated s  requests  read GB  core s  $ a run  stored GB  $ a month  first limit"];
        return string.Join('\n', [
            .. heading,
            .. ScalePlan.All.Select(plan => Row(plan, costs)),
            "with what binds first turned up, see below:",
            .. ScalePlan.Turned.Select(plan => Row(plan, costs)),
        ]) + "\n";
    }

    private static string Row(ScalePlan plan, ScaleCosts costs)
    {
        var bounds = ScaleBounds.Of(plan, costs);
        var outcome = new RecalculationSimulation(plan, costs).Run();
        // Per partition: reads, and two writes. Per run: manifests and counts.
        var requests = (plan.Partitions * (costs.RequestsPerPartition + 2)) + 10;
        var stored = plan.Contacts * ScalePlan.ActivitiesPerContact * costs.StoredBytesPerActivity / 1e9;
        var price = (outcome.InstanceSeconds * AzureLimits.InstanceMib / 1024 * AzureLimits.GigabyteSecond)
            + (plan.Partitions * 2 / 1e6 * AzureLimits.MillionExecutions)
            + (requests / 1e4 * AzureLimits.TenThousandReads)
            + (plan.Partitions * 2 / 1e4 * AzureLimits.TenThousandWrites);
        return string.Create(CultureInfo.InvariantCulture,
            $"{plan.Contacts / 1e6,6:N0} M  {plan.Partitions,10:N0}  {outcome.Instances,9}  {plan.Slots(costs),5}  {bounds.Seconds,7:0.0}  {outcome.Seconds,11:0.0}  {requests,8:N0}  {plan.Contacts * costs.BytesReadPerContact / 1e9,7:0.0}  {plan.Partitions * costs.CpuSeconds(plan.ContactsPerPartition),6:N0}  {price,7:0.0000}  {stored,9:N0}  {stored * AzureLimits.GigabyteMonth,9:0.00}  {bounds.First.Name}");
    }

    // The table is the first fenced block of text in the document.
    private static void Replace(string document, string table)
    {
        var text = File.ReadAllText(document);
        var begin = text.IndexOf(Fence + "text", StringComparison.Ordinal);
        var from = text.IndexOf('\n', begin) + 1;
        var to = text.IndexOf(Fence, from, StringComparison.Ordinal);
        File.WriteAllText(document, text[..from] + table + text[to..]);
    }
}
