using System.Numerics;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>Says for many contacts at once when a stage is reached first, windows and all that must be absent left aside.</summary>
internal sealed class StageSweep
{
    private readonly (Match Match, ConditionSweep[] Conditions)[] _groups;
    private readonly Match _match;
    private readonly bool _holdsByItself;
    private readonly InstantRows? _instants;
    private readonly bool[] _ties;
    private readonly long[] _again;
    private readonly long[] _later;
    private readonly long[] _group;
    private readonly long[] _condition;

    /// <summary>Prepares.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="sweepOf">The sweep of each of its conditions.</param>
    /// <param name="instants">
    /// The activities that it and the stage before look at, where a stage before may have used some of them and it is not known which; else <see langword="null"/>.
    /// </param>
    public StageSweep(CompiledStage stage, Func<CompiledCondition, ConditionSweep> sweepOf, InstantRows? instants)
    {
        _groups = [.. stage.Groups.Select((group, g) => (
            group.Match, stage.Conditions.Where(condition => condition.Group == g).Select(sweepOf).ToArray()))];
        _match = stage.Match;
        _instants = instants;
        _ties = instants is null ? [] : new bool[PartitionSweep.BlockContacts];
        // Most stages need none of these.
        (_again, _later) = (RoomIf(instants is not null), RoomIf(instants is not null));
        (_group, _condition) = (RoomIf(_groups.Length > 1), RoomIf(_groups.Any(group => group.Conditions.Length > 1)));
        _holdsByItself = stage.Conditions.Any(condition => condition.Kind != ConditionKind.Performed);
    }

    /// <summary>Sweeps a block of contacts.</summary>
    /// <param name="first">The first contact of the block.</param>
    /// <param name="since">When each reached the stage before.</param>
    /// <param name="times">Takes when each reaches this one.</param>
    /// <param name="open">Is set for contacts of whom this is not known, since several activities of one instant may serve either stage.</param>
    public void Sweep(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> open)
    {
        if (_instants is null)
        {
            SweepOnce(first, since, times, []);
            return;
        }

        var ties = _ties.AsSpan(0, times.Length);
        ties.Clear();
        SweepOnce(first, since, times, ties);
        SettleTies(first, since, times, ties, open);
    }

    private static long[] RoomIf(bool isNeeded) => isNeeded ? new long[PartitionSweep.BlockContacts] : [];

    // Where the stage before used the only activity of its instant, this stage begins after it.
    private void SettleTies(int first, ReadOnlySpan<long> since, Span<long> times, ReadOnlySpan<bool> ties, Span<bool> open)
    {
        if (!ties.Contains(true))
            return;
        var again = _again.AsSpan(0, times.Length);
        for (var i = 0; i < times.Length; i++)
        {
            var isSingle = ties[i] && _instants!.IsSingle(first + i, since[i]);
            open[i] |= ties[i] && !isSingle;
            again[i] = isSingle ? since[i] + 1 : PartitionEvaluation.Unreached;
        }

        var later = _later.AsSpan(0, times.Length);
        SweepOnce(first, again, later, []);
        for (var i = 0; i < times.Length; i++)
        {
            if (again[i] != PartitionEvaluation.Unreached)
                times[i] = later[i];
        }
    }

    private void SweepOnce(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        for (var g = 0; g < _groups.Length; g++)
        {
            var group = g == 0 ? times : _group.AsSpan(0, times.Length);
            var (match, conditions) = _groups[g];
            for (var c = 0; c < conditions.Length; c++)
            {
                var condition = c == 0 ? group : _condition.AsSpan(0, times.Length);
                conditions[c].Sweep(first, since, condition, ties);
                if (c > 0)
                    Join(match, group, condition);
            }

            if (g > 0)
                Join(_match, times, group);
        }

        // What holds by itself must not reach a stage without the one before.
        for (var i = 0; _holdsByItself && i < times.Length; i++)
        {
            if (since[i] == PartitionEvaluation.Unreached)
                times[i] = PartitionEvaluation.Unreached;
        }
    }

    // Any is reached at the earliest of its parts, All at the latest.
    private static void Join(Match match, Span<long> times, ReadOnlySpan<long> other)
    {
        var i = 0;
        for (; i <= times.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            var (a, b) = (new Vector<long>(times[i..]), new Vector<long>(other[i..]));
            (match == Match.Any ? Vector.Min(a, b) : Vector.Max(a, b)).CopyTo(times[i..]);
        }

        for (; i < times.Length; i++)
            times[i] = match == Match.Any ? Math.Min(times[i], other[i]) : Math.Max(times[i], other[i]);
    }
}
