using CustomerJourneys.Activities;

namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// The activities of some contacts that matter to one journey, contact by contact and in order of time, each as a time and a class.
/// Built in time linear in the runs of the parts and these contacts' activities, but for sorting what several parts hold of one contact.
/// </summary>
internal sealed class ContactTimelines
{
    private readonly int[] _offsets;
    private readonly long[] _times;
    private readonly int[] _classes;

    /// <summary>Builds the timelines.</summary>
    /// <param name="columns">What was read of the partition.</param>
    /// <param name="slots">For each contact of the partition its place among those whose timelines are wanted; -1 for the others.</param>
    /// <param name="count">How many timelines are wanted.</param>
    public ContactTimelines(JourneyColumns columns, ReadOnlySpan<int> slots, int count)
    {
        var classified = new List<(ActivityColumns Columns, List<int> Runs, int[] Classes)>();
        _offsets = new int[count + 1];
        foreach (var (part, matched) in columns.Parts)
        {
            var runs = RunsOf(part, slots);
            var classes = Classify(part, matched, runs);
            classified.Add((part, runs, classes));
            var at = 0;
            foreach (var run in runs)
            {
                var end = at + part.RunStarts[run + 1] - part.RunStarts[run];
                _offsets[slots[part.RunContacts[run]] + 1] += end - at - classes.AsSpan(at..end).Count(0);
                at = end;
            }
        }

        for (var slot = 0; slot < count; slot++)
            _offsets[slot + 1] += _offsets[slot];
        _times = new long[_offsets[^1]];
        _classes = new int[_offsets[^1]];
        var ends = _offsets.AsSpan(0, count).ToArray();
        foreach (var (part, runs, classes) in classified)
            Place(part, runs, classes, slots, ends);
        if (classified.Count > 1)
            Sort(count);
    }

    /// <summary>The classes that occur.</summary>
    public ActivityClasses Classes { get; } = new();

    /// <summary>One contact's activities, by its place.</summary>
    public Timeline Of(int slot)
    {
        var range = _offsets[slot].._offsets[slot + 1];
        return new Timeline(_times.AsSpan(range), _classes.AsSpan(range));
    }

    private static List<int> RunsOf(ActivityColumns part, ReadOnlySpan<int> slots)
    {
        var runs = new List<int>();
        for (var run = 0; run < part.Runs; run++)
        {
            if (slots[part.RunContacts[run]] >= 0)
                runs.Add(run);
        }

        return runs;
    }

    // One class a row, run after run.
    private int[] Classify(ActivityColumns part, IReadOnlyList<(int Matcher, MatchedRows Rows)> matched, List<int> runs)
    {
        var classes = new int[runs.Sum(run => part.RunStarts[run + 1] - part.RunStarts[run])];
        foreach (var (matcher, rows) in matched)
        {
            var (from, to, at) = (-1, 0, 0);
            foreach (var run in runs)
            {
                for (var row = part.RunStarts[run]; row < part.RunStarts[run + 1]; row++, at++)
                {
                    if (!rows.Contains(row))
                        continue;
                    // Rows of one class are the rule: look the transition up only when it changes.
                    if (classes[at] != from)
                        (from, to) = (classes[at], Classes.With(classes[at], matcher));
                    classes[at] = to;
                }
            }
        }

        return classes;
    }

    private void Place(ActivityColumns part, List<int> runs, int[] classes, ReadOnlySpan<int> slots, int[] ends)
    {
        var i = 0;
        foreach (var run in runs)
        {
            ref var end = ref ends[slots[part.RunContacts[run]]];
            for (var row = part.RunStarts[run]; row < part.RunStarts[run + 1]; row++, i++)
            {
                if (classes[i] == 0)
                    continue;
                _times[end] = part.Times[row];
                _classes[end++] = classes[i];
            }
        }
    }

    // Equal times have no order among themselves, so an unstable sort is fine.
    private void Sort(int count)
    {
        for (var slot = 0; slot < count; slot++)
        {
            var times = _times.AsSpan(_offsets[slot].._offsets[slot + 1]);
            for (var i = 1; i < times.Length; i++)
            {
                if (times[i] >= times[i - 1])
                    continue;
                times.Sort(_classes.AsSpan(_offsets[slot].._offsets[slot + 1]));
                break;
            }
        }
    }
}
