using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Tests.Activities.Segments;

/// <summary>Segments of random activities, and their content as lines with ids.</summary>
internal static class SegmentSample
{
    public static SealedSegment Build(IEnumerable<Activity> activities, ContactNumbers? contacts = null)
    {
        contacts ??= new ContactNumbers();
        var builder = new SegmentBuilder();
        foreach (var activity in activities)
            builder.Add(contacts.FindOrAdd(activity.ContactId), activity);
        return builder.Build();
    }

    public static IReadOnlyList<string> Lines(SegmentContent content) =>
    [
        .. ActivityText.Of(content.Groups.Select(group => group.Columns), contact => $"#{contact}"),
        .. content.Groups.SelectMany(group => group.Columns.ContactsByRow()
            .Select((contact, row) => $"{group.Columns.Type} {row} {contact} {group.Ids.TextOf(row)}")),
    ];
}
