using CustomerJourneys.Activities;

namespace CustomerJourneys.Recalculation.Reuse;

/// <summary>Cuts what was read of a partition down to some of its contacts, numbered anew in their order.</summary>
internal static class ChangedColumns
{
    /// <summary>The activities of some contacts.</summary>
    /// <param name="parts">What was read.</param>
    /// <param name="places">For each contact of the partition its new number, or -1 for who is left out; rises but for these.</param>
    public static IReadOnlyList<ActivityColumns> Of(IReadOnlyList<ActivityColumns> parts, int[] places) => [.. parts.Select(part => Of(part, places))];

    private static ActivityColumns Of(ActivityColumns part, int[] places)
    {
        var (contacts, starts, rows) = (new List<int>(), new List<int>(), new List<int>());
        for (var run = 0; run < part.Runs; run++)
        {
            if (places[part.RunContacts[run]] is not (>= 0 and var contact))
                continue;
            contacts.Add(contact);
            starts.Add(rows.Count);
            for (var row = part.RunStarts[run]; row < part.RunStarts[run + 1]; row++)
                rows.Add(row);
        }

        starts.Add(rows.Count);
        var fields = part.Fields.ToDictionary(
            field => field.Key,
            field => field.Value with { Codes = [.. rows.Select(row => field.Value.Codes[row])] },
            StringComparer.OrdinalIgnoreCase);
        return new ActivityColumns(part.Type, [.. contacts], [.. starts], [.. rows.Select(row => part.Times[row])], fields);
    }
}
