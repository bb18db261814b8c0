namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>
/// Finds contacts whose earliest reach times break a bound of a stage: a window, an exclusion, a negation. They must be walked; the others
/// have their witness.
/// </summary>
internal sealed class BoundsSweep
{
    private readonly long? _conversionWindow;
    private readonly long? _window;
    private readonly FirstSweep[] _exclusions;
    private readonly FirstSweep[] _negations;
    private readonly long[] _since = new long[PartitionSweep.BlockContacts];
    private readonly long[] _found = new long[PartitionSweep.BlockContacts];

    /// <summary>Prepares the bounds of a stage.</summary>
    public BoundsSweep(CompiledJourney journey, int stage, JourneyColumns columns)
    {
        var compiled = journey.Stages[stage];
        _conversionWindow = stage > 0 ? journey.ConversionWindow : null;
        _window = compiled.Window;
        _exclusions = [.. compiled.Exclusions.Distinct().Select(matcher => new FirstSweep(columns.Of([matcher])))];
        _negations = [.. compiled.Conditions
            .Where(condition => condition.Kind == ConditionKind.NotPerformed).Select(condition => condition.Index).Distinct()
            .Select(matcher => new FirstSweep(columns.Of([matcher])))];
    }

    /// <summary>Whether the stage has any.</summary>
    public bool IsNeeded => _conversionWindow is not null || _window is not null || _exclusions.Length + _negations.Length > 0;

    /// <summary>Sweeps a block of contacts.</summary>
    /// <param name="first">The first contact of the block.</param>
    /// <param name="began">When each reached the first stage.</param>
    /// <param name="since">When each reached the stage before.</param>
    /// <param name="times">When each reaches this one.</param>
    /// <param name="open">Is set for contacts who break a bound.</param>
    public void Sweep(int first, ReadOnlySpan<long> began, ReadOnlySpan<long> since, ReadOnlySpan<long> times, Span<bool> open)
    {
        for (var i = 0; i < times.Length; i++)
        {
            open[i] |= times[i] != PartitionEvaluation.Unreached
                && (began[i] < times[i] - _conversionWindow || since[i] < times[i] - _window);
        }

        if (_exclusions.Length + _negations.Length == 0)
            return;
        var after = _since.AsSpan(0, times.Length);
        for (var i = 0; i < times.Length; i++)
            after[i] = times[i] == PartitionEvaluation.Unreached ? PartitionEvaluation.Unreached : since[i] + 1;
        var found = _found.AsSpan(0, times.Length);
        foreach (var exclusion in _exclusions)
        {
            exclusion.Sweep(first, after, found, []);
            for (var i = 0; i < times.Length; i++)
                open[i] |= found[i] < times[i];
        }

        foreach (var negation in _negations)
        {
            negation.Sweep(first, after, found, []);
            for (var i = 0; i < times.Length; i++)
                open[i] |= found[i] <= times[i] && found[i] != PartitionEvaluation.Unreached;
        }
    }
}
