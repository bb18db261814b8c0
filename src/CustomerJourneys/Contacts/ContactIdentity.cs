using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Contacts;

/// <summary>
/// Makes contacts with the same e-mail address one, and merges them on request. Before anything is said of a contact that will have to be merged, a note
/// of it is kept, and it goes last: so whatever the process leaves undone is found, and done, by <see cref="ResumeAsync"/>.
/// </summary>
public sealed class ContactIdentity(
    IContactEmailStore emails, IContactRewriting rewriting, ContactReader contacts, ContactClock clock, TimeProvider time)
{
    /// <summary>A note that is younger may be of a request that is under way.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Merges a contact into another.</summary>
    /// <param name="from">The contact that goes.</param>
    /// <param name="into">The contact that stays.</param>
    /// <param name="cancellation">Stops; what has begun is finished later.</param>
    /// <returns>The contact that both are now.</returns>
    /// <exception cref="ProblemException"><c>contact_not_found</c>, or <c>contact_unknown</c> for <paramref name="from"/>.</exception>
    public async Task<ContactProfile> MergeAsync(string from, string into, CancellationToken cancellation)
    {
        // Reading them folds what was said of them, so that it counts as of now.
        _ = await contacts.FindAsync(into, cancellation);
        if (await contacts.TryFindAsync(from, cancellation) is null)
            throw ProblemException.Invalid("from", "contact_unknown", "There is no contact with this id, or it was erased.");
        await rewriting.MergeAsync(from, into, clock.Next(), cancellation);
        return await contacts.FindAsync(into, cancellation);
    }

    /// <summary>Finds, before changes are stored, which of their contacts have the address of another, and notes them.</summary>
    /// <param name="changes">The changes, one a contact.</param>
    /// <param name="cancellation">Stops.</param>
    internal async Task<IReadOnlyList<PendingIdentification>> PrepareAsync(IReadOnlyList<ContactChange> changes, CancellationToken cancellation)
    {
        var claims = changes.Where(change => change.NormalizedEmail is not null)
            .Select(change => new EmailClaim(change.NormalizedEmail!, change.ContactId)).ToList();
        if (claims.Count == 0)
            return [];
        var holders = await emails.ClaimAsync(claims, cancellation);
        var identifications = new List<PendingIdentification>();
        foreach (var (claim, holder) in claims.Zip(holders).Where(pair => pair.First.ContactId != pair.Second))
        {
            if (await IdentifyAsync(claim, holder, changes, cancellation) is { } identification)
                identifications.Add(identification);
        }

        return identifications;
    }

    /// <summary>Merges, after the changes are stored, and drops the notes.</summary>
    internal async Task CompleteAsync(IReadOnlyList<PendingIdentification> identifications, CancellationToken cancellation)
    {
        foreach (var pending in identifications)
        {
            await rewriting.MergeAsync(pending.From, pending.Into, pending.At, cancellation);
            await emails.RemovePendingAsync(pending, cancellation);
        }
    }

    /// <summary>Merges what requests that broke off, or came at once, left unmerged.</summary>
    /// <returns>How many contacts were merged.</returns>
    public async Task<int> ResumeAsync(CancellationToken cancellation)
    {
        var merged = 0;
        foreach (var pending in await emails.ListPendingAsync((time.GetUtcNow() - Patience).ToUnixTimeMilliseconds(), cancellation))
        {
            var (from, into) = (await contacts.TryFindAsync(pending.From, cancellation), await contacts.TryFindAsync(pending.Into, cancellation));
            // Without the address in both profiles the change was not stored, and nobody was told that it was.
            if (from?.Email is { } email && into?.Email == email)
                merged += await rewriting.MergeAsync(pending.From, pending.Into, pending.At, cancellation) ? 1 : 0;
            await emails.RemovePendingAsync(pending, cancellation);
        }

        return merged;
    }

    private async Task<PendingIdentification?> IdentifyAsync(
        EmailClaim claim, string holder, IReadOnlyList<ContactChange> changes, CancellationToken cancellation)
    {
        while (true)
        {
            var (giver, other) = (await contacts.TryFindAsync(claim.ContactId, cancellation), await contacts.TryFindAsync(holder, cancellation));
            var (giverId, otherId) = (giver?.ContactId ?? claim.ContactId, other?.ContactId ?? holder);
            if (giverId == otherId)
                return null;
            var said = changes.FirstOrDefault(change => (change.ContactId == holder || change.ContactId == otherId) && change.NamesEmail);
            if ((said is null ? other?.Email : said.NormalizedEmail) == claim.Email)
            {
                // Who had no address becomes the contact that has it; of two that had one the older stays.
                var goes = giver?.Email is null || other is null || ContactMerge.IsNewer(giver, other);
                var pending = goes ? new PendingIdentification(giverId, otherId, clock.Next()) : new PendingIdentification(otherId, giverId, clock.Next());
                await emails.AddPendingAsync(pending, cancellation);
                return pending;
            }

            // The other has given it up, or is about to get it by a request that has not stored it yet: should it get it, the two are merged later.
            await emails.AddPendingAsync(new PendingIdentification(otherId, giverId, clock.Next()), cancellation);
            var now = await emails.ReplaceAsync(claim, holder, cancellation);
            if (now == claim.ContactId)
                return null;
            holder = now;
        }
    }
}
