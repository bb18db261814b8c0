using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>What becomes of the attributes when a contact is merged into another: the values of the newer one count, and of the other what that has not.</summary>
public static class ContactMerge
{
    /// <summary>The row that makes the newer contact's values count; what was said of either at that time or later counts more.</summary>
    /// <param name="gone">The contact that goes, and all that is stored of it.</param>
    /// <param name="survivor">The contact that stays, and all that is stored of it.</param>
    /// <param name="at">When the merge was asked for, by <see cref="ContactClock"/>.</param>
    public static Activity RowOf((string Id, IReadOnlyList<Activity> Rows) gone, (string Id, IReadOnlyList<Activity> Rows) survivor, long at)
    {
        var newer = IsNewer(ContactProfile.Of(gone.Id, gone.Rows), ContactProfile.Of(survivor.Id, survivor.Rows)) ? gone.Rows : survivor.Rows;
        var profile = ContactProfile.Of(survivor.Id, [.. newer.Where(row => row.OccurredAt < at)]);
        var values = profile.Attributes.Select(attribute => new ActivityProperty(attribute.Key, attribute.Value));
        return ContactRow.OfMerge(new ContactChange(survivor.Id, [.. values]), gone.Id, at - 1);
    }

    /// <summary>Whether a contact was first seen later than another; of two that were first seen in one millisecond the one with the greater id.</summary>
    public static bool IsNewer(ContactProfile contact, ContactProfile other)
    {
        var (seen, otherSeen) = (contact.FirstSeen ?? DateTimeOffset.MaxValue, other.FirstSeen ?? DateTimeOffset.MaxValue);
        return seen != otherSeen ? seen > otherSeen : string.CompareOrdinal(contact.ContactId, other.ContactId) > 0;
    }
}
