using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities.Rewriting;

/// <summary>Tells from a footer whether a segment may have rows of contacts.</summary>
internal static class ContactCover
{
    /// <param name="index">The segment's footer.</param>
    /// <param name="contacts">Numbers, ascending.</param>
    public static bool Covers(SegmentIndex index, IReadOnlyList<int> contacts) =>
        index.Groups.SelectMany(group => group.Ids).Any(block => contacts.Any(contact => contact >= block.FirstContact && contact <= block.LastContact));
}
