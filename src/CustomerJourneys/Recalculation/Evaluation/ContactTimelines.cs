using CustomerJourneys.Activities;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// The activities of a partition that matter to one journey, contact by contact and in order of time, each as a time and a class.
/// Built in time linear in the activities of the journey's types, but for sorting what several parts hold of one contact.
/// </summary>
internal sealed class ContactTimelines
{
    private readonly int[] _offsets;
    private readonly long[] _times;
    private readonly int[] _classes;

    /// <summary>Builds the timelines.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="parts">What was read of the partition; parts of other types are passed over.</param>
    /// <param name="contacts">How many contacts the partition has.</param>
    /// <param name="dataAsOf">The moment to which times are relative, in milliseconds since 1970-01-01T00:00:00Z.</param>
    public ContactTimelines(CompiledJourney journey, IReadOnlyList<ActivityColumns> parts, int contacts, long dataAsOf)
    {
        var classified = new List<(ActivityColumns Columns, int[] Classes)>();
        foreach (var part in parts)
        {
            if (Classify(journey, part, dataAsOf) is not { } classes)
                continue;
            classified.Add((part, classes));
            ActivitiesRead += part.Count;
        }

        _offsets = Offsets(classified, contacts);
        _times = new long[_offsets[^1]];
        _classes = new int[_offsets[^1]];
        var ends = _offsets.AsSpan(0, contacts).ToArray();
        foreach (var (columns, classes) in classified)
        {
            for (var i = 0; i < classes.Length; i++)
            {
                if (classes[i] == 0)
                    continue;
                var at = ends[columns.Contacts[i]]++;
                _times[at] = columns.Times[i];
                _classes[at] = classes[i];
            }
        }

        if (classified.Count > 1)
            Sort(contacts);
    }

    /// <summary>The classes that occur.</summary>
    public ActivityClasses Classes { get; } = new();

    /// <summary>How many activities of the journey's types were read.</summary>
    public long ActivitiesRead { get; }

    /// <summary>One contact's activities.</summary>
    public Timeline Of(int contact)
    {
        var range = _offsets[contact].._offsets[contact + 1];
        return new Timeline(_times.AsSpan(range), _classes.AsSpan(range));
    }

    // null when no condition looks at this type.
    private int[]? Classify(CompiledJourney journey, ActivityColumns part, long dataAsOf)
    {
        int[]? classes = null;
        var matches = Array.Empty<bool>();
        foreach (var matcher in journey.Matchers)
        {
            if (!matcher.LooksAt(part.Type))
                continue;
            classes ??= new int[part.Count];
            if (matches.Length == 0)
                matches = new bool[part.Count];
            Array.Fill(matches, true);
            matcher.Mark(part, dataAsOf, matches);
            for (int i = 0, from = -1, to = 0; i < classes.Length; i++)
            {
                if (!matches[i])
                    continue;
                // Runs of one class are the rule: look the transition up only when it changes.
                if (classes[i] != from)
                    (from, to) = (classes[i], Classes.With(classes[i], matcher.Index));
                classes[i] = to;
            }
        }

        if (journey.Range is { } range)
        {
            for (var i = 0; classes is not null && i < classes.Length; i++)
            {
                if (!range.Contains(part.Times[i]))
                    classes[i] = 0;
            }
        }

        return classes;
    }

    private static int[] Offsets(List<(ActivityColumns Columns, int[] Classes)> classified, int contacts)
    {
        var offsets = new int[contacts + 1];
        foreach (var (columns, classes) in classified)
        {
            for (var i = 0; i < classes.Length; i++)
            {
                if (classes[i] != 0)
                    offsets[columns.Contacts[i] + 1]++;
            }
        }

        for (var contact = 0; contact < contacts; contact++)
            offsets[contact + 1] += offsets[contact];
        return offsets;
    }

    // Equal times have no order among themselves, so an unstable sort is fine.
    private void Sort(int contacts)
    {
        for (var contact = 0; contact < contacts; contact++)
        {
            var times = _times.AsSpan(_offsets[contact].._offsets[contact + 1]);
            for (var i = 1; i < times.Length; i++)
            {
                if (times[i] >= times[i - 1])
                    continue;
                times.Sort(_classes.AsSpan(_offsets[contact].._offsets[contact + 1]));
                break;
            }
        }
    }
}
