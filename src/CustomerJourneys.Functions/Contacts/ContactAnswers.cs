using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;

namespace CustomerJourneys.Functions.Contacts;

/// <summary>What is known of a contact.</summary>
/// <param name="ContactId">The contact. Where it was asked for by the id of one that was merged into it, this is the one that stayed.</param>
/// <param name="MergedInto">The contact that the id which was asked for was merged into; null if it was not.</param>
/// <param name="Email">Its e-mail address.</param>
/// <param name="FirstName">Its first name.</param>
/// <param name="LastName">Its last name.</param>
/// <param name="Name">First and last name together.</param>
/// <param name="Attributes">Attributes of your own: texts and numbers.</param>
/// <param name="MergedIds">The contacts that were merged into it.</param>
/// <param name="FirstSeenAt">When it was first seen: its earliest activity, or when something was first said of it.</param>
/// <param name="LastActivityAt">When its latest activity occurred.</param>
/// <param name="Activities">How many activities it has.</param>
/// <param name="ModifiedAt">When something was last said of it, or a contact was merged into it; null of a contact that is known by its activities alone.</param>
internal sealed record ContactAnswer(
    string ContactId,
    string? MergedInto,
    string? Email,
    string? FirstName,
    string? LastName,
    string? Name,
    IReadOnlyDictionary<string, object> Attributes,
    IReadOnlyList<string> MergedIds,
    DateTimeOffset? FirstSeenAt,
    DateTimeOffset? LastActivityAt,
    int Activities,
    DateTimeOffset? ModifiedAt)
{
    public static ContactAnswer Of(string asked, ContactProfile profile) => new(
        profile.ContactId,
        asked == profile.ContactId ? null : profile.ContactId,
        profile.TextOf("email"),
        profile.TextOf("firstName"),
        profile.TextOf("lastName"),
        profile.Name,
        profile.Attributes.Where(attribute => !ContactRules.Fixed.Contains(attribute.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(attribute => attribute.Key, attribute => ValueOf(attribute.Value)),
        profile.MergedIds,
        profile.FirstSeen,
        profile.LastActivity,
        profile.Activities,
        profile.ModifiedAt);

    internal static object ValueOf(PropertyValue value) => value.IsNumber ? value.Number : value.Text;
}

/// <summary>A page of contacts.</summary>
/// <param name="Items">The contacts.</param>
/// <param name="Continuation">Continues the list; null on the last page.</param>
internal sealed record ContactListAnswer(IReadOnlyList<ListedContact> Items, string? Continuation);

/// <summary>What became of a batch of contacts.</summary>
/// <param name="Accepted">Of how many contacts it is stored.</param>
/// <param name="Merged">How many of them became one with the contact that has the same e-mail address.</param>
/// <param name="Dropped">How many were erased before, so that nothing is stored of them.</param>
internal sealed record SavedContactsAnswer(int Accepted, int Merged, int Dropped);

/// <summary>A page of what a contact did, the latest first.</summary>
/// <param name="Items">The activities.</param>
/// <param name="Continuation">Continues the list; null on the last page.</param>
internal sealed record TimelineAnswer(IReadOnlyList<TimelineActivityAnswer> Items, string? Continuation);

/// <summary>One thing that a contact did. A field that it does not have is the empty text.</summary>
/// <param name="Id">Unique within the contact.</param>
/// <param name="Type">The activity type.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Value">The value.</param>
/// <param name="Title">The title.</param>
/// <param name="Url">The url.</param>
/// <param name="Referrer">The referrer.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Properties">Named values: texts and numbers.</param>
internal sealed record TimelineActivityAnswer(
    string Id, string Type, DateTimeOffset OccurredAt, string Value, string Title, string Url, string Referrer, string Channel, IReadOnlyDictionary<string, object> Properties)
{
    public static TimelineActivityAnswer Of(Activity activity) => new(
        activity.Id,
        activity.Type,
        DateTimeOffset.FromUnixTimeMilliseconds(activity.OccurredAt),
        activity.Value,
        activity.Title,
        activity.Url,
        activity.Referrer,
        activity.Channel,
        activity.Properties.OrderBy(property => property.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(property => property.Name, property => ContactAnswer.ValueOf(property.Value)));
}
