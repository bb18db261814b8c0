using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>
/// What was said of a contact, in the form in which it is stored: a row among its activities, of a type and with an id that no activity can have.
/// So whatever holds for activities (durable when acknowledged, folded, pinned, merged and erased with their contact) holds for it as well.
/// </summary>
public static class ContactRow
{
    /// <summary>The type of the rows; types of activities have no control characters.</summary>
    public const string Type = "\u0001contact";

    // Marks a text, so that an attribute that was taken away differs from one that is not named.
    private const char TextMark = '=';

    // No id of an activity has such a character.
    private const string ChangeMark = "!c-";
    private const string MergeMark = "!m-";

    /// <summary>Whether rows of a type are of this kind.</summary>
    public static bool IsType(string type) => string.Equals(type, Type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The row of a change.</summary>
    /// <param name="change">What was said.</param>
    /// <param name="id">A new id.</param>
    /// <param name="at">When, by <see cref="ContactClock"/>.</param>
    public static Activity Of(ContactChange change, string id, long at) => new(change.ContactId, ChangeMark + id, Type, at)
    {
        Properties = [.. change.Attributes.Select(attribute => attribute with { Value = Encode(attribute.Value) })],
    };

    /// <summary>The row that says that a contact was merged into another, and which values count from then on.</summary>
    /// <param name="values">The values that count; its contact is the survivor.</param>
    /// <param name="merged">The contact that went.</param>
    /// <param name="at">When, by <see cref="ContactClock"/>.</param>
    public static Activity OfMerge(ContactChange values, string merged, long at) =>
        Of(values, "", at) with { Id = MergeMark + merged, Value = merged };

    /// <summary>The contact that a row says was merged; empty for any other row.</summary>
    public static string MergedOf(Activity row) => row.Value;

    /// <summary>The value that a row gives an attribute.</summary>
    /// <param name="stored">What is stored.</param>
    /// <param name="value">The value; the empty text if it was taken away.</param>
    /// <returns>Whether the row names the attribute at all.</returns>
    public static bool TryDecode(PropertyValue stored, out PropertyValue value)
    {
        value = stored.IsNumber ? stored : stored.Text.Length > 1 ? new PropertyValue(stored.Text[1..]) : default;
        return stored.IsNumber || stored.Text.Length > 0;
    }

    /// <summary>
    /// Whether a value counts rather than another one of the same attribute. Of two that were said in one millisecond, which only several
    /// processes can do, it is chosen by content, so that every reader chooses alike.
    /// </summary>
    public static bool IsLater(long at, PropertyValue value, long otherAt, PropertyValue other) =>
        at != otherAt ? at > otherAt : string.CompareOrdinal(value.Text, other.Text) > 0;

    private static PropertyValue Encode(PropertyValue value) => value.IsNumber ? value : new PropertyValue(TextMark + value.Text);
}
