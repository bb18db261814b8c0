using CustomerJourneys.Activities;

namespace CustomerJourneys.Tests.Results;

/// <summary>Numbers the contacts of partitions as a store does: in the order in which they come, for good.</summary>
internal sealed class NumberedPartitions : IContactNumbers
{
    private readonly Dictionary<int, List<string>> _partitions = [];

    /// <summary>Contacts who were erased since.</summary>
    public HashSet<string> Erased { get; } = [];

    /// <summary>The contacts of a partition by number: those who came before, and these.</summary>
    public IReadOnlyList<Witness> Number(int partition, IReadOnlyList<Witness> witnesses)
    {
        if (!_partitions.TryGetValue(partition, out var ids))
            _partitions.Add(partition, ids = []);
        var byId = witnesses.ToDictionary(witness => witness.ContactId);
        var known = ids.ToHashSet();
        ids.AddRange(witnesses.Select(witness => witness.ContactId).Where(id => !known.Contains(id)));
        return [.. ids.Select(id => byId.GetValueOrDefault(id) ?? new Witness(id))];
    }

    public Task<IReadOnlyList<ContactIds>> FindIdsAsync(IReadOnlyList<NumberedContacts> wanted, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ContactIds>>([.. wanted.Select(some => ContactIds.Of(
            [.. some.Contacts.Select(contact => _partitions[some.Partition][contact]).Select(id => Erased.Contains(id) ? "" : id)]))]);
}
