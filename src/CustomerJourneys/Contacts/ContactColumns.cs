using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>
/// What is known of a partition's contacts at the data-as-of, as columns by the contact's number. What is not known of a contact is the empty
/// text, or no membership.
/// </summary>
/// <param name="Attributes">The wanted attributes that any contact has, by name, ignoring case: one code a contact.</param>
/// <param name="Groups">The wanted contact groups that exist, by id: one flag a contact.</param>
public sealed record ContactColumns(IReadOnlyDictionary<string, FieldColumn> Attributes, IReadOnlyDictionary<string, bool[]> Groups)
{
    /// <summary>The numbers, ascending, that stand for nobody any more: no condition holds of them.</summary>
    public IReadOnlyList<int> Removed { get; init; } = [];

    /// <summary>Nothing is known of any contact.</summary>
    public static ContactColumns None { get; } = new(
        new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase), new Dictionary<string, bool[]>(StringComparer.Ordinal));

    /// <summary>What is known of one contact, whose number is 0.</summary>
    public static ContactColumns Of(ContactProfile contact) => None with
    {
        Attributes = contact.Attributes.ToDictionary(
            attribute => attribute.Key, attribute => new FieldColumn([0], [attribute.Value]), StringComparer.OrdinalIgnoreCase),
    };
}
