namespace CustomerJourneys.Activities;

/// <summary>
/// Tells who the numbers stand for that contacts have in their partition. A number is never given to another, so what was kept by number may be asked for at any
/// later time.
/// </summary>
public interface IContactNumbers
{
    /// <summary>Finds ids as they are at present.</summary>
    /// <param name="wanted">Numbers, by partition.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>For each of these the ids in the same order; an empty one for a contact that was erased.</returns>
    Task<IReadOnlyList<ContactIds>> FindIdsAsync(IReadOnlyList<NumberedContacts> wanted, CancellationToken cancellation);
}

/// <summary>Some contacts of a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Contacts">Their numbers there.</param>
public readonly record struct NumberedContacts(int Partition, int[] Contacts);
