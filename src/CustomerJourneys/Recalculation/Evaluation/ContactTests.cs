using CustomerJourneys.Contacts;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>Which tests on contacts hold, for every contact of a partition. Each distinct value of an attribute is compared once.</summary>
internal sealed class ContactTests
{
    private readonly Func<int, bool>[] _tests;
    private readonly IReadOnlySet<int> _removed;

    public ContactTests(CompiledJourney journey, ContactColumns contacts)
    {
        _removed = contacts.Removed.ToHashSet();
        _tests = [.. journey.ContactTests.Select(test => test switch
        {
            AttributeMeaning attribute => Compare(attribute, contacts),
            GroupMeaning group => Find(group, contacts),
            _ => throw new InvalidOperationException($"{test.GetType().Name} is no test of a contact."),
        })];
    }

    /// <summary>Whether a test holds of a contact.</summary>
    public bool Holds(int test, int contact) => !_removed.Contains(contact) && _tests[test](contact);

    /// <summary>Which tests hold of a contact.</summary>
    /// <param name="contact">The contact's number.</param>
    /// <param name="holds">Takes one flag a test.</param>
    public void Apply(int contact, Span<bool> holds)
    {
        for (var i = 0; i < _tests.Length; i++)
            holds[i] = Holds(i, contact);
    }

    private static Func<int, bool> Compare(AttributeMeaning attribute, ContactColumns contacts)
    {
        var predicate = new FieldPredicate(attribute.Filter);
        if (!contacts.Attributes.TryGetValue(attribute.Attribute, out var column))
        {
            var ofMissing = predicate.Matches(default);
            return _ => ofMissing;
        }

        var passes = Array.ConvertAll(column.Values, predicate.Matches);
        return contact => passes[column.Codes[contact]];
    }

    private static Func<int, bool> Find(GroupMeaning group, ContactColumns contacts) =>
        contacts.Groups.TryGetValue(group.Group, out var members) ? contact => members[contact] == group.IsMember : _ => !group.IsMember;
}
