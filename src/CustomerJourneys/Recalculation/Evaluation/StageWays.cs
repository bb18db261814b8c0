using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation.Evaluation;

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
    private readonly StageWay[] _ways;
    private readonly int[] _before;

    private StageWays(
        CompiledStage compiled, int stage, IEnumerable<IReadOnlyList<int>> ways, ActivityClasses classes, StageTables tables, InstantChoices choices)
    {
        (_compiled, _stage, _tables, _choices) = (compiled, stage, tables, choices);
        _before = new int[tables.Kinds(stage)];
        _ways = [.. ways.Select(way => new StageWay(compiled, stage, way, classes, tables))];
    }

    /// <summary>The ways of a stage; <see langword="null"/> where there are more than <see cref="MaxWays"/>.</summary>
    public static StageWays? Of(CompiledStage compiled, int stage, ActivityClasses classes, StageTables tables, InstantChoices choices)
    {
        var ways = Enumerate(compiled).Take(MaxWays + 1).ToList();
        return ways.Count > MaxWays ? null : new StageWays(compiled, stage, ways, classes, tables, choices);
    }

    /// <summary>Says which tests on the contact hold: ways with one that does not are left out.</summary>
    public void Begin(ReadOnlySpan<bool> holds)
    {
        foreach (var way in _ways)
            way.Begin(_compiled, holds);
    }

    /// <summary>Begins after another instant.</summary>
    public void Reset()
    {
        Array.Clear(_before);
        foreach (var way in _ways)
            way.Reset();
    }

    /// <summary>Counts what the stage may pick.</summary>
    public void Count(int[] counts, int times)
    {
        for (var kind = 1; kind < counts.Length; kind++)
            _before[kind] += times * counts[kind];
    }

    /// <summary>Passes an instant: what it has of negated activities must be picked from now on.</summary>
    public void Pass(ReadOnlySpan<int> classes)
    {
        foreach (var way in _ways)
            way.Pass(classes);
    }

    /// <summary>Whether any way can be fulfilled at this instant or later: the negated activities up to it can all be picked.</summary>
    public bool CanBeFulfilled(ReadOnlySpan<int> classes)
    {
        var can = false;
        foreach (var way in _ways)
            can |= way.CanBeFulfilled(classes);
        return can;
    }

    /// <summary>What the stage may use of an instant at which it is reached, by kind; empty when it is not reached there.</summary>
    public IReadOnlyList<int[]> Choose(ReadOnlySpan<int> classes, int[] counts)
    {
        var found = new List<int[]>();
        foreach (var way in _ways.Where(way => way.IsOpen))
        {
            var negated = way.CountNegated(classes);
            var progress = way.Progress;
            progress.Reset();
            for (var kind = 1; kind < _before.Length; kind++)
            {
                if (_before[kind] + negated[kind] > 0)
                    progress.Add(_tables.Conditions(_stage, kind), _before[kind] + negated[kind]);
            }

            if (!progress.IsFulfilled)
                found.AddRange(Fill(progress, counts, negated));
            else if (negated.AsSpan().IndexOfAnyExcept(0) >= 0)
                found.Add(negated);
            else
                found.AddRange(way.ChooseOne(counts));
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
