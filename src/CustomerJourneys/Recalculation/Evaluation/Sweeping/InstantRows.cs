using CustomerJourneys.Activities;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>
/// Says of an instant at which a stage was reached whether one single activity lies there that this stage or the next one looks at. Then the
/// stage has used it, and for the next one only later activities count.
/// </summary>
internal sealed class InstantRows
{
    private readonly ActivityColumns[] _parts;
    private readonly int[] _runs;

    /// <summary>Prepares.</summary>
    /// <param name="columns">What was read of the partition.</param>
    /// <param name="types">The types that the two stages look at.</param>
    public InstantRows(JourneyColumns columns, IReadOnlySet<string> types)
    {
        _parts = [.. columns.Parts.Select(part => part.Columns).Where(part => types.Contains(part.Type))];
        _runs = new int[_parts.Length];
    }

    /// <summary>Whether a contact has one activity at an instant, and no more. Contacts are asked about in order, each once.</summary>
    public bool IsSingle(int contact, long time)
    {
        var count = 0;
        for (var p = 0; p < _parts.Length; p++)
        {
            var part = _parts[p];
            ref var run = ref _runs[p];
            while (run < part.Runs && part.RunContacts[run] < contact)
                run++;
            if (run == part.Runs || part.RunContacts[run] != contact)
                continue;
            var end = part.RunStarts[run + 1];
            for (var row = RowSearch.FirstAtOrAfter(part.Times, part.RunStarts[run], end, time); row < end && part.Times[row] == time; row++)
                count++;
        }

        return count == 1;
    }
}
