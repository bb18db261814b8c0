using System.Globalization;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Testing.Activities;

/// <summary>One partition of a <see cref="MemoryActivityStore"/>. It only grows, so that a pin is two counts.</summary>
internal sealed class MemoryPartition
{
    private readonly List<string> _contacts = [];
    private readonly Dictionary<string, int> _numbers = [];

    /// <summary>The activities in the order they came, each with its contact's number and that of its commit.</summary>
    public List<(int Contact, int Commit, Activity Activity)> Rows { get; } = [];

    public void Add(Activity activity, int commit)
    {
        if (!_numbers.TryGetValue(activity.ContactId, out var contact))
        {
            _numbers.Add(activity.ContactId, contact = _contacts.Count);
            _contacts.Add(activity.ContactId);
        }

        Rows.Add((contact, commit, activity));
    }

    public ContactIds IdsOf(int[] contacts) => ContactIds.Of([.. contacts.Select(contact => _contacts[contact])]);

    public PartitionPin Pin(int partition) => new(partition, Rows.Count, _contacts.Count, Rows.Count, Rows.Count.ToString(CultureInfo.InvariantCulture));

    public MemorySnapshot Open(PartitionPin pin) =>
        new([.. _contacts.Take(pin.Contacts)], [.. Rows.Take(int.Parse(pin.Manifest, CultureInfo.InvariantCulture))]);
}
