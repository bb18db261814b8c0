using System.Globalization;
using CustomerJourneys.Benchmarks.Activities;
using CustomerJourneys.Benchmarks.Recalculation;

if (args is ["evaluator"])
    EvaluatorBenchmark.Run();
else
    await ActivityStoreBenchmark.RunAsync(args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000);
