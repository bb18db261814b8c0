namespace CustomerJourneys.Contacts;

/// <summary>
/// Which contact gave an e-mail address first. An entry says whom to ask, no more: whether that contact still has the address is in its profile.
/// Addresses are in their normalized form.
/// </summary>
public interface IContactEmailStore
{
    /// <summary>Enters contacts for addresses that have none; of two that come at once one is entered, and both learn which.</summary>
    /// <param name="claims">Which contact gives which address, in their order.</param>
    /// <param name="cancellation">Stops; what is entered stays.</param>
    /// <returns>For each claim the contact that is entered: the claim's own, or another.</returns>
    Task<IReadOnlyList<string>> ClaimAsync(IReadOnlyList<EmailClaim> claims, CancellationToken cancellation);

    /// <summary>Enters another contact for an address, if the one that is entered is still the one that was seen.</summary>
    /// <returns>The contact that is entered then.</returns>
    Task<string> ReplaceAsync(EmailClaim claim, string seen, CancellationToken cancellation);

    /// <summary>Removes the entries of addresses that name one of some contacts, and what is pending for these contacts.</summary>
    Task RemoveAsync(IReadOnlyCollection<string> emails, IReadOnlyCollection<string> contactIds, CancellationToken cancellation);

    /// <summary>Notes that a contact is about to be merged because of an address, so that a crash in between is repaired.</summary>
    Task AddPendingAsync(PendingIdentification pending, CancellationToken cancellation);

    /// <summary>What was noted before a time, and not removed.</summary>
    /// <param name="before">In milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="cancellation">Stops reading.</param>
    Task<IReadOnlyList<PendingIdentification>> ListPendingAsync(long before, CancellationToken cancellation);

    /// <summary>Removes a note.</summary>
    Task RemovePendingAsync(PendingIdentification pending, CancellationToken cancellation);
}

/// <summary>A contact gives an e-mail address.</summary>
/// <param name="Email">The address, normalized.</param>
/// <param name="ContactId">The contact.</param>
public sealed record EmailClaim(string Email, string ContactId);

/// <summary>Two contacts that are to be one, if both turn out to have the same address.</summary>
/// <param name="From">The contact that goes.</param>
/// <param name="Into">The contact that stays.</param>
/// <param name="At">When, by <see cref="ContactClock"/>: what was said of either from then on counts more than what is joined.</param>
public sealed record PendingIdentification(string From, string Into, long At);
