using System.Globalization;
using System.Text;
using CustomerJourneys.Benchmarks.Comparison;

namespace CustomerJourneys.Benchmarks.Report;

/// <summary>What a run measured: the table, the details, and the lines <c>name: value</c> that it ends with.</summary>
internal sealed class BenchmarkReport
{
    private readonly Dictionary<string, (double Value, string Ours, string Rival, string Memory)> _figures = [];
    private readonly StringBuilder _details = new();

    /// <summary>Sets a figure.</summary>
    /// <param name="name">Its name: one of <see cref="Target.All"/>.</param>
    /// <param name="value">The figure.</param>
    /// <param name="ours">What was measured of the product.</param>
    /// <param name="rival">What was measured of what it is held against.</param>
    /// <param name="memory">The memory that it took.</param>
    public void Set(string name, double value, string ours, string rival = "", string memory = "")
    {
        if (Target.All.All(target => target.Name != name))
            throw new BenchmarkException($"No figure is called {name}.");
        if (!double.IsFinite(value) || value <= 0)
            throw new BenchmarkException($"{name} was measured as {value}.");
        _figures[name] = (value, ours, rival, memory);
        Say($"  {name} = {Target.Number(value)} ({ours}{(rival.Length > 0 ? ", against " + rival : "")})");
    }

    /// <summary>Adds a section to the details.</summary>
    public void Add(string heading, IEnumerable<string> lines)
    {
        _details.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n\n");
        foreach (var line in lines)
        {
            _details.Append(line).Append('\n');
            Say("  " + line);
        }
    }

    /// <summary>Tells how far the run is.</summary>
    public static void Say(string line) => Console.WriteLine(line);

    /// <summary>All figures by name, in their order.</summary>
    public IEnumerable<string> Lines() => Target.All.Where(target => _figures.ContainsKey(target.Name)).Select(target => $"{target.Name}: {Target.Number(_figures[target.Name].Value)}");

    /// <exception cref="BenchmarkException">A figure is missing.</exception>
    public void RequireAll()
    {
        if (Target.All.FirstOrDefault(target => !_figures.ContainsKey(target.Name)) is { } missing)
            throw new BenchmarkException($"{missing.Name} was not measured.");
    }

    /// <summary>The results as a document.</summary>
    /// <param name="heading">Its heading.</param>
    /// <param name="machine">Lines about the machine and the data.</param>
    public string ToMarkdown(string heading, IEnumerable<string> machine)
    {
        var text = new StringBuilder($"# {heading}\n\n");
        foreach (var line in machine)
            text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
        text.Append('\n').Append(Table()).Append(_details);
        return text.ToString();
    }

    /// <summary>The table of figures.</summary>
    public string Table()
    {
        var text = new StringBuilder("| figure | value | asked, hoped | | product | rival | memory |\n|---|---|---|---|---|---|---|\n");
        foreach (var target in Target.All)
        {
            if (_figures.TryGetValue(target.Name, out var figure))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {target.What} | {Target.Number(figure.Value)} | {target.Asked:0.##}, {target.Hoped:0.##} | ")
                    .Append(CultureInfo.InvariantCulture, $"{target.Verdict(figure.Value)} | {figure.Ours} | {figure.Rival} | {figure.Memory} |\n");
            }
        }

        return text.ToString();
    }
}
