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
        .. content.Groups.SelectMany(group => Enumerable.Range(0, group.Ids.Count)
            .Select(row => $"{group.Columns.Type} {row} {group.Columns.Contacts[row]} {group.Ids.TextOf(row)}")),
    ];
}
