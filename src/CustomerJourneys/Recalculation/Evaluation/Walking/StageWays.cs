using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// The ways of fulfilling a stage one by one, for stages that negate activities which could serve them: "one purchase and no other". Such
/// an activity does no harm where a condition of the way picks it, and each condition picks exactly as many as it asks for.
/// </summary>
internal sealed class StageWays
{
    /// <summary>The most ways that are gone through.</summary>
    public const int MaxWays = 1_000;

    private readonly int _stage;
    private readonly CompiledStage _compiled;
    private readonly StageTables _tables;
    private readonly InstantChoices _choices;
    private readonly Lazy<StageWay[]> _ways;

    /// <summary>Prepares the ways of a stage of few; they are made when the first contact needs them.</summary>
    public StageWays(CompiledStage compiled, int stage, ActivityClasses classes, StageTables tables, InstantChoices choices)
    {
        (_compiled, _stage, _tables, _choices) = (compiled, stage, tables, choices);
        _ways = new(() =>
        {
            var picked = new int[tables.Kinds(stage), compiled.Conditions.Count];
            return [.. Enumerate(compiled).Select(way => new StageWay(compiled, stage, way, classes, tables, picked))];
        });
    }

    /// <summary>How many ways there are.</summary>
    public int Count => _ways.Value.Length;

    /// <summary>Whether a stage has at most <see cref="MaxWays"/>.</summary>
    public static bool IsFew(CompiledStage compiled)
    {
        var count = compiled.Match == Match.All ? 1L : 0;
        foreach (var group in compiled.Groups)
        {
            var ways = group.Match == Match.All ? 1 : group.Conditions;
            count = compiled.Match == Match.All ? Math.Min(count * ways, MaxWays + 1) : count + ways;
        }

        return count <= MaxWays;
    }

    /// <summary>Says which tests on the contact hold: ways with one that does not are left out.</summary>
    public void Begin(ReadOnlySpan<bool> holds)
    {
        foreach (var way in _ways.Value)
            way.Begin(_compiled, holds);
    }

    /// <summary>Begins after another instant.</summary>
    public void Reset()
    {
        foreach (var way in _ways.Value)
            way.Reset();
    }

    /// <summary>Counts what the stage may pick.</summary>
    public void Add(int[] counts, int times)
    {
        foreach (var way in _ways.Value)
        {
            if (way.IsOpen)
                way.Add(counts, times);
        }
    }

    /// <summary>Passes an instant: what it has of negated activities must be picked from now on.</summary>
    public void Pass(ReadOnlySpan<int> classes)
    {
        foreach (var way in _ways.Value)
            way.Pass(classes);
    }

    /// <summary>Whether any way can be fulfilled at this instant or later: the negated activities up to it can all be picked.</summary>
    public bool CanBeFulfilled(ReadOnlySpan<int> classes)
    {
        var can = false;
        foreach (var way in _ways.Value)
            can |= way.CanBeFulfilled(classes);
        return can;
    }

    /// <summary>What the stage may use of an instant at which it is reached, by kind; empty when it is not reached there.</summary>
    public IReadOnlyList<int[]> Choose(ReadOnlySpan<int> classes, int[] counts)
    {
        var found = new List<int[]>();
        foreach (var way in _ways.Value.Where(way => way.IsOpen))
        {
            var negated = way.CountNegated(classes);
            way.Add(negated, 1);
            if (!way.Progress.IsFulfilled)
                found.AddRange(Fill(way.Progress, counts, negated));
            else if (negated.AsSpan().IndexOfAnyExcept(0) >= 0)
                found.Add(negated);
            else
                found.AddRange(way.ChooseOne(counts));
            way.Add(negated, -1);
        }

        return found;
    }

    // Adds what is missing from what the instant has besides.
    private IEnumerable<int[]> Fill(StageProgress progress, int[] counts, int[] negated)
    {
        var available = InstantChoices.Left(counts, negated);
        for (var kind = 1; kind < available.Length; kind++)
            progress.Add(_tables.Conditions(_stage, kind), available[kind]);
        var isReached = progress.IsFulfilled;
        for (var kind = 1; kind < available.Length; kind++)
            progress.Add(_tables.Conditions(_stage, kind), -available[kind]);
        return isReached
            ? [.. _choices.Ties.Find(_stage, progress, available).Select(choice => choice.Zip(negated, (a, b) => a + b).ToArray())]
            : Array.Empty<int[]>();
    }

    // Where a match is Any, one part is chosen; where it is All, all are.
    private static IEnumerable<IReadOnlyList<int>> Enumerate(CompiledStage compiled)
    {
        var groups = compiled.Groups.Select((group, g) =>
        {
            int[] conditions = [.. Enumerable.Range(0, compiled.Conditions.Count).Where(i => compiled.Conditions[i].Group == g)];
            return group.Match == Match.All ? (IReadOnlyList<IReadOnlyList<int>>)[conditions] : [.. conditions.Select(i => (IReadOnlyList<int>)[i])];
        }).ToList();
        return compiled.Match == Match.Any ? groups.SelectMany(group => group) : Product(groups, 0);
    }

    private static IEnumerable<IReadOnlyList<int>> Product(List<IReadOnlyList<IReadOnlyList<int>>> groups, int from) =>
        from == groups.Count
            ? [[]]
            : groups[from].SelectMany(_ => Product(groups, from + 1), (part, rest) => (IReadOnlyList<int>)[.. part, .. rest]);
}
