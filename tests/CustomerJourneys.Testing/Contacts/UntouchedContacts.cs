using CustomerJourneys.Activities.Rewriting;

namespace CustomerJourneys.Testing.Contacts;

/// <summary>No contact was merged or erased, nor can be; unless a test says when.</summary>
public sealed class UntouchedContacts : IContactRewriting
{
    /// <summary>What a test has happen.</summary>
    public RewritingHistory History { get; set; } = RewritingHistory.None;

    /// <inheritdoc/>
    public Task<bool> MergeAsync(string from, string into, long at, CancellationToken cancellation) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task EraseAsync(string contactId, CancellationToken cancellation) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void CheckCanErase() => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<string?> ResolveAsync(string contactId, CancellationToken cancellation) => Task.FromResult<string?>(contactId);

    /// <inheritdoc/>
    public Task<IReadOnlySet<string>> FindErasedAsync(IReadOnlyCollection<string> contactIds, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    /// <inheritdoc/>
    public Task<RewritingHistory> ReadHistoryAsync(CancellationToken cancellation) => Task.FromResult(History);

    /// <inheritdoc/>
    public Task FinishOpenAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<int> RewriteAsync(CancellationToken cancellation) => Task.FromResult(0);
}
