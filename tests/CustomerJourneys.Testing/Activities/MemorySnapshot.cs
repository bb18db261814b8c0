using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Contacts;

namespace CustomerJourneys.Testing.Activities;

/// <summary>A frozen view of a <see cref="MemoryPartition"/>: one part a commit and type, as segments give them.</summary>
internal sealed class MemorySnapshot(IReadOnlyList<string> contacts, IReadOnlyList<(int Contact, int Commit, Activity Activity)> rows) : IPartitionSnapshot
{
    public long Epoch => rows.Count;

    public int Contacts => contacts.Count;

    public int SurvivingContacts => contacts.Count;

    public long Activities => rows.Count;

    public Task<ContactIds> ReadContactIdsAsync(CancellationToken cancellation) => Task.FromResult(ContactIds.Of(contacts));

    public Task<IReadOnlyList<ActivityColumns>> ReadAsync(
        IReadOnlyCollection<string> types, IReadOnlyCollection<string> fields, CancellationToken cancellation)
    {
        var wanted = types.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names = fields.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return Task.FromResult<IReadOnlyList<ActivityColumns>>(
        [
            .. rows.Where(row => wanted.Contains(row.Activity.Type))
                .GroupBy(row => (row.Commit, Type: row.Activity.Type.ToUpperInvariant()))
                .Select(part => Columns([.. part.OrderBy(row => row.Contact).ThenBy(row => row.Activity.OccurredAt)], names)),
        ]);
    }

    // Contacts are never merged or erased here.
    public Task<IReadOnlyList<int>> ReadRemovedContactsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<int>>([]);

    public Task<IReadOnlyList<Activity>?> ReadContactAsync(string contactId, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Activity>?>(contacts.Contains(contactId)
            ? [.. rows.Select(row => row.Activity).Where(activity => activity.ContactId == contactId)]
            : null);

    public async Task<ContactColumns> ReadContactsAsync(
        IReadOnlyCollection<string> attributes, IReadOnlyCollection<string> groups, CancellationToken cancellation) => ContactColumns.None with
        {
            Attributes = ContactAttributes.Of(
                await ReadAsync([ContactRow.Type], ContactAttributes.FieldsOf(attributes), cancellation), attributes, contacts.Count),
        };

    public Task<PartitionChanges?> ReadChangesAsync(long sinceEpoch, CancellationToken cancellation)
    {
        if (sinceEpoch < 0 || sinceEpoch > rows.Count)
            return Task.FromResult<PartitionChanges?>(null);
        var changed = new ChangedContacts();
        foreach (var (contact, _, activity) in rows.Skip((int)sinceEpoch))
            changed.Add(activity.Type, contact);
        return Task.FromResult<PartitionChanges?>(changed.Build());
    }

    private static ActivityColumns Columns(List<(int Contact, int Commit, Activity Activity)> part, List<string> names)
    {
        var fields = new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var cells = part.ConvertAll(row => ActivityField.Of(row.Activity, name));
            var values = cells.Distinct().ToArray();
            if (cells.Any(cell => cell.IsNumber || cell.Text.Length > 0))
                fields.Add(name, new FieldColumn([.. cells.Select(cell => Array.IndexOf(values, cell))], values));
        }

        return ActivityColumns.OfRows(
            part[0].Activity.Type, [.. part.Select(row => row.Contact)], [.. part.Select(row => row.Activity.OccurredAt)], fields);
    }
}
