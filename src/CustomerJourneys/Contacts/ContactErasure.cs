using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Contacts;

/// <summary>
/// Erases contacts for good. The entries of its e-mail addresses go first, and then the contact with all that was merged into it: one that broke off
/// before that is still there, and is erased by asking again.
/// </summary>
public sealed class ContactErasure(ContactReader contacts, IContactEmailStore emails, IContactRewriting rewriting)
{
    /// <summary>Erases a contact. One that is erased already stays so.</summary>
    /// <param name="contactId">The contact, or one that was merged into it.</param>
    /// <param name="cancellation">Stops; what has begun is finished later.</param>
    /// <exception cref="ProblemException"><c>contact_not_found</c>; or no erasure key is configured.</exception>
    public async Task EraseAsync(string contactId, CancellationToken cancellation)
    {
        if (ActivityRules.CheckContactId(contactId) is not null)
            throw ContactProblems.NotFound();
        if ((await rewriting.FindErasedAsync([contactId], cancellation)).Count > 0)
            return;
        rewriting.CheckCanErase();
        var (survivor, rows) = await contacts.ReadAsync(contactId, cancellation);
        var profile = ContactProfile.Of(survivor, rows);
        await emails.RemoveAsync(ContactProfile.EmailsEver(rows), [survivor, contactId, .. profile.MergedIds], cancellation);
        await rewriting.EraseAsync(contactId, cancellation);
    }
}
