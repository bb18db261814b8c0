using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Testing.Contacts;

/// <summary>What is known of one contact: its attributes by name, ignoring case, and the groups it is a member of.</summary>
/// <param name="Attributes">The attributes.</param>
/// <param name="Groups">The groups.</param>
public sealed record ContactFacts(IReadOnlyDictionary<string, PropertyValue> Attributes, IReadOnlySet<string> Groups)
{
    /// <summary>Nothing is known.</summary>
    public static ContactFacts None { get; } = Of([]);

    /// <summary>A contact that is a member of some groups.</summary>
    public static ContactFacts Of(IEnumerable<string> groups, params (string Name, PropertyValue Value)[] attributes) =>
        new(attributes.ToDictionary(a => a.Name, a => a.Value, StringComparer.OrdinalIgnoreCase), groups.ToHashSet(StringComparer.Ordinal));

    /// <summary>Whether a condition on the contact holds.</summary>
    public bool Fulfils(ConditionMeaning meaning) => meaning switch
    {
        AttributeMeaning attribute => new FieldPredicate(attribute.Filter).Matches(Attributes.GetValueOrDefault(attribute.Attribute)),
        GroupMeaning group => Groups.Contains(group.Group) == group.IsMember,
        _ => throw new ArgumentException($"{meaning.GetType().Name} is no condition on the contact.", nameof(meaning)),
    };

    /// <summary>What is known of several contacts, as the columns that an evaluator reads.</summary>
    public static ContactColumns ToColumns(IReadOnlyList<ContactFacts> contacts)
    {
        var names = contacts.SelectMany(contact => contact.Attributes.Keys).Distinct(StringComparer.OrdinalIgnoreCase);
        var groups = contacts.SelectMany(contact => contact.Groups).Distinct(StringComparer.Ordinal);
        return new ContactColumns(
            names.ToDictionary(name => name, name => new FieldColumn(
                [.. Enumerable.Range(0, contacts.Count)], [.. contacts.Select(contact => contact.Attributes.GetValueOrDefault(name))]), StringComparer.OrdinalIgnoreCase),
            groups.ToDictionary(group => group, group => contacts.Select(contact => contact.Groups.Contains(group)).ToArray(), StringComparer.Ordinal));
    }
}
