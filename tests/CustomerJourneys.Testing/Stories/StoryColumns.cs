using CustomerJourneys.Activities;

namespace CustomerJourneys.Testing.Stories;

/// <summary>Activities as the columns that an evaluator reads, as a partition's segments would hold them.</summary>
public static class StoryColumns
{
    /// <summary>Lays out activities in parts.</summary>
    /// <param name="activities">The activities, in order of arrival; equal times keep that order.</param>
    /// <param name="numberOf">The number of each contact inside the partition.</param>
    /// <param name="fields">Which fields the columns hold.</param>
    /// <param name="segmentOf">Which segment an activity is in, by its place in <paramref name="activities"/>; all in one when absent.</param>
    public static IReadOnlyList<ActivityColumns> Of(
        IReadOnlyList<Activity> activities, IReadOnlyDictionary<string, int> numberOf, IEnumerable<string> fields, Func<int, int>? segmentOf = null) =>
        [.. activities
            .Select((activity, i) => (Activity: activity, Segment: segmentOf?.Invoke(i) ?? 0))
            .GroupBy(item => (item.Segment, Type: item.Activity.Type.ToUpperInvariant()))
            .Select(part => Part([.. part.Select(item => item.Activity).OrderBy(a => numberOf[a.ContactId]).ThenBy(a => a.OccurredAt)], numberOf, fields))];

    /// <summary>Numbers contacts in the order given.</summary>
    public static IReadOnlyDictionary<string, int> Number(IReadOnlyList<string> contacts) =>
        contacts.Select((contact, i) => (contact, i)).ToDictionary(c => c.contact, c => c.i);

    private static ActivityColumns Part(List<Activity> activities, IReadOnlyDictionary<string, int> numberOf, IEnumerable<string> fields)
    {
        var columns = new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            var values = activities.ConvertAll(activity => ActivityField.Of(activity, field));
            var distinct = values.Distinct().ToList();
            // A field that is empty throughout has no column.
            if (distinct.Exists(value => value.Text.Length > 0))
                columns[field] = new FieldColumn([.. values.Select(value => distinct.IndexOf(value))], [.. distinct]);
        }

        return ActivityColumns.OfRows(
            activities[0].Type, [.. activities.Select(a => numberOf[a.ContactId])], [.. activities.Select(a => a.OccurredAt)], columns);
    }
}
