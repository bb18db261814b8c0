using System.Globalization;
using CustomerJourneys.Benchmarks;
using CustomerJourneys.Benchmarks.Activities;
using CustomerJourneys.Benchmarks.Application;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Recalculation;
using CustomerJourneys.Benchmarks.Report;
using CustomerJourneys.Benchmarks.Scale;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    switch (args)
    {
        case ["run", ..]:
            await BenchmarkRun.RunAsync(BenchmarkOptions.Parse(args[1..]));
            break;
        case [PartitionMemory.Command]:
            await PartitionMemory.RunAsync(SelfProcess.GivenStorage);
            break;
        case [EvaluatorProcesses.Command]:
            await EvaluatorProcesses.WorkAsync(SelfProcess.GivenStorage);
            break;
        case ["simulate", ..]:
            ScaleTable.Run(args[1..]);
            break;
        case ["evaluator"]:
            EvaluatorBenchmark.Run();
            break;
        default:
            await ActivityStoreBenchmark.RunAsync(args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000);
            break;
    }

    return 0;
}
catch (BenchmarkException e)
{
    await Console.Error.WriteLineAsync($"FAILED: {e.Message}");
    return 1;
}
