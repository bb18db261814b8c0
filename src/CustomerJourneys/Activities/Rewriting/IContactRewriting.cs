using CustomerJourneys.Contacts;

namespace CustomerJourneys.Activities.Rewriting;

/// <summary>
/// What changes a contact's stored activities after the fact: merging it into another, and erasing it. Both take effect with one commit;
/// what is left of the contact in blobs is rewritten afterwards. A call that fails may be repeated; one that broke off is finished by
/// whoever merges, erases or folds next.
/// </summary>
public interface IContactRewriting
{
    /// <summary>
    /// Merges a contact into another: its activities become the other's, and so do those that come later under its id. Of two activities
    /// with one id the survivor's stays. Of the attributes of both those of the newer count (<see cref="ContactMerge"/>); what is not folded yet counts by its
    /// time alone. Both are resolved first: merging what is merged already does nothing.
    /// </summary>
    /// <param name="from">The contact that goes.</param>
    /// <param name="into">The contact that stays.</param>
    /// <param name="at">When it was asked for, by <see cref="ContactClock"/>: what was said of either from then on counts more.</param>
    /// <param name="cancellation">Stops the call; what has begun is finished later.</param>
    /// <returns><see langword="false"/> if there was nothing to merge: they are one contact, or one of them is erased.</returns>
    Task<bool> MergeAsync(string from, string into, long at, CancellationToken cancellation);

    /// <summary>
    /// Erases a contact with all that was merged into it, for good: at once for whoever pins from then on, and from the blobs by
    /// <see cref="RewriteAsync"/>. Activities that come later under its ids are dropped and counted. Only keyed hashes of the ids stay.
    /// </summary>
    /// <param name="contactId">The contact, or one that was merged into it. It need not have activities.</param>
    /// <param name="cancellation">Stops the call; what has begun is finished later.</param>
    /// <exception cref="Problems.ProblemException">No erasure key is configured, or another than the store has hashes of.</exception>
    Task EraseAsync(string contactId, CancellationToken cancellation);

    /// <summary>Looks whether contacts can be erased at all.</summary>
    /// <exception cref="Problems.ProblemException">No erasure key is configured.</exception>
    void CheckCanErase();

    /// <summary>The contact whose activities those under an id become, through all merges.</summary>
    /// <returns>The id itself if it was never merged, and <see langword="null"/> if it is erased.</returns>
    Task<string?> ResolveAsync(string contactId, CancellationToken cancellation);

    /// <summary>Which of some ids stand for contacts that were erased.</summary>
    Task<IReadOnlySet<string>> FindErasedAsync(IReadOnlyCollection<string> contactIds, CancellationToken cancellation);

    /// <summary>When contacts were merged and erased.</summary>
    Task<RewritingHistory> ReadHistoryAsync(CancellationToken cancellation);

    /// <summary>Finishes a merge or an erasure that broke off. Folding does so first.</summary>
    Task FinishOpenAsync(CancellationToken cancellation);

    /// <summary>
    /// Rewrites what still holds rows or ids of contacts that are gone, and rows that are older than activities are kept. What it replaces
    /// is deleted by the sweep once nobody reads it any more.
    /// </summary>
    /// <returns>How many partitions were rewritten.</returns>
    Task<int> RewriteAsync(CancellationToken cancellation);
}
