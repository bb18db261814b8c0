using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Contacts;

namespace CustomerJourneys.Activities;

/// <summary>A pinned partition, open for reading. Contacts are numbered 0 to <see cref="Contacts"/> - 1 inside it.</summary>
public interface IPartitionSnapshot
{
    /// <summary>How many commits the partition has seen: the same epoch means the same content.</summary>
    long Epoch { get; }

    /// <summary>How many numbers contacts have in the partition; some may stand for nobody any more.</summary>
    int Contacts { get; }

    /// <summary>Distinct contacts in the partition, without those that were merged or erased: what counts as all contacts.</summary>
    int SurvivingContacts { get; }

    /// <summary>Activities in the partition; some may be of contacts that were merged or erased a short while ago, and are not read.</summary>
    long Activities { get; }

    /// <summary>
    /// Reads the columns of the named types, and nothing else. The parts come in no special order, and several parts may hold
    /// the same type and contact (one a segment); an activity is in exactly one part.
    /// </summary>
    /// <param name="types">Activity types, compared ignoring case.</param>
    /// <param name="fields">Which fields are wanted besides contact and time; <c>value</c>, <c>title</c>, <c>url</c>, <c>referrer</c>, <c>channel</c> or <c>properties.NAME</c>, compared ignoring case.</param>
    /// <param name="cancellation">Stops reading.</param>
    Task<IReadOnlyList<ActivityColumns>> ReadAsync(IReadOnlyCollection<string> types, IReadOnlyCollection<string> fields, CancellationToken cancellation);

    /// <summary>The ids of the contacts, by number; empty for a number that stands for nobody any more. Read on demand.</summary>
    Task<ContactIds> ReadContactIdsAsync(CancellationToken cancellation);

    /// <summary>
    /// The numbers, ascending, that stand for nobody any more: of contacts that were merged or erased. No activity is read of them; a
    /// condition on contacts alone must leave them out.
    /// </summary>
    Task<IReadOnlyList<int>> ReadRemovedContactsAsync(CancellationToken cancellation);

    /// <summary>Reads all that is stored of one contact: its activities with ids and all fields, and its <see cref="ContactRow"/>s, in no special order.</summary>
    /// <param name="contactId">The contact; not one that was merged into it.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns><see langword="null"/> if there is no such contact here.</returns>
    Task<IReadOnlyList<Activity>?> ReadContactAsync(string contactId, CancellationToken cancellation);

    /// <summary>Reads what is known of the contacts, and nothing else.</summary>
    /// <param name="attributes">The wanted attributes, compared ignoring case: <c>email</c>, <c>firstName</c>, <c>lastName</c> or one of a deployment's own.</param>
    /// <param name="groups">The ids of the wanted contact groups.</param>
    /// <param name="cancellation">Stops reading.</param>
    Task<ContactColumns> ReadContactsAsync(IReadOnlyCollection<string> attributes, IReadOnlyCollection<string> groups, CancellationToken cancellation);

    /// <summary>
    /// Which contacts changed since an earlier commit, so that an evaluation may look at those alone. Repeats, which are dropped, change
    /// nothing; nor does how the content is laid out.
    /// </summary>
    /// <param name="sinceEpoch">The <see cref="Epoch"/> of the earlier view.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The changes, or <see langword="null"/> if they are no longer known: then everything counts as changed.</returns>
    Task<PartitionChanges?> ReadChangesAsync(long sinceEpoch, CancellationToken cancellation);
}
