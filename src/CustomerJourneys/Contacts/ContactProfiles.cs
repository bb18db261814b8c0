using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Contacts;

/// <summary>Takes what is said of contacts: all of a request is durable when it returns, or nothing of it is stored.</summary>
public sealed class ContactProfiles(IActivityLog log, IContactRewriting rewriting, ContactIdentity identity, ContactClock clock, IdSource ids)
{
    /// <summary>Takes what is said of one contact.</summary>
    /// <param name="contactId">The contact, or one that was merged into it.</param>
    /// <param name="json">The body as UTF-8; see <see cref="ContactJson.ReadOne"/>.</param>
    /// <param name="cancellation">Stops; what has begun is finished later.</param>
    /// <exception cref="ProblemException">Something in the body is wrong; or <c>contact_erased</c>.</exception>
    public async Task SaveAsync(string contactId, ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        if ((await SaveAsync([ContactJson.ReadOne(contactId, json)], cancellation)).Dropped > 0)
            throw new ProblemException(ProblemKind.Conflict, "contact_erased", "This contact was erased: nothing is stored under its id any more.");
    }

    /// <summary>Takes what is said of many contacts.</summary>
    /// <param name="body">The batch as UTF-8: JSON or NDJSON.</param>
    /// <param name="isNdjson">Whether it is NDJSON.</param>
    /// <param name="cancellation">Stops; what has begun is finished later.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ProblemException">Something in the batch is wrong; nothing is stored.</exception>
    public Task<SavedContacts> SaveAsync(ReadOnlyMemory<byte> body, bool isNdjson, CancellationToken cancellation) =>
        SaveAsync(isNdjson ? ContactJson.ReadNdjson(body) : ContactJson.ReadBatch(body), cancellation);

    private async Task<SavedContacts> SaveAsync(IReadOnlyList<ContactChange> said, CancellationToken cancellation)
    {
        List<ContactChange> changes = [.. said.GroupBy(change => change.ContactId).Select(changes => changes.Aggregate((earlier, later) => earlier.Then(later)))];
        var erased = await rewriting.FindErasedAsync([.. changes.Select(change => change.ContactId)], cancellation);
        changes.RemoveAll(change => erased.Contains(change.ContactId));
        if (changes.Count == 0)
            return new SavedContacts(0, 0, erased.Count);
        var identifications = await identity.PrepareAsync(changes, cancellation);
        var at = clock.Next();
        var frames = new ActivityFrames(ActivityFrames.SharedBlock, changes.Count * 128);
        foreach (var change in changes)
            frames.Add(ContactRow.Of(change, ids.NewId(), at));
        await log.AppendAsync(frames, cancellation);
        await identity.CompleteAsync(identifications, cancellation);
        return new SavedContacts(changes.Count, identifications.Count, erased.Count);
    }
}

/// <summary>What became of what was said of contacts.</summary>
/// <param name="Accepted">Of how many it is stored.</param>
/// <param name="Merged">How many of them became one with the contact that has the same e-mail address.</param>
/// <param name="Dropped">How many were erased, so that nothing is stored of them.</param>
public readonly record struct SavedContacts(int Accepted, int Merged, int Dropped);
