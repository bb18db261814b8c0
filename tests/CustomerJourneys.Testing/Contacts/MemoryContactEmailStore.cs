using CustomerJourneys.Contacts;

namespace CustomerJourneys.Testing.Contacts;

/// <summary>E-mail addresses in memory.</summary>
public sealed class MemoryContactEmailStore : IContactEmailStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _holders = new(StringComparer.Ordinal);
    private readonly List<PendingIdentification> _pending = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ClaimAsync(IReadOnlyList<EmailClaim> claims, CancellationToken cancellation)
    {
        lock (_gate)
        {
            foreach (var claim in claims)
                _holders.TryAdd(claim.Email, claim.ContactId);
            return Task.FromResult<IReadOnlyList<string>>([.. claims.Select(claim => _holders[claim.Email])]);
        }
    }

    /// <inheritdoc/>
    public Task<string> ReplaceAsync(EmailClaim claim, string seen, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_holders.GetValueOrDefault(claim.Email, seen) == seen)
                _holders[claim.Email] = claim.ContactId;
            return Task.FromResult(_holders[claim.Email]);
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyCollection<string> emails, IReadOnlyCollection<string> contactIds, CancellationToken cancellation)
    {
        lock (_gate)
        {
            foreach (var email in emails.Where(email => contactIds.Contains(_holders.GetValueOrDefault(email, ""))))
                _holders.Remove(email);
            _pending.RemoveAll(pending => contactIds.Contains(pending.From) || contactIds.Contains(pending.Into));
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task AddPendingAsync(PendingIdentification pending, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _pending.RemoveAll(known => known.From == pending.From && known.Into == pending.Into);
            _pending.Add(pending);
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PendingIdentification>> ListPendingAsync(long before, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<PendingIdentification>>([.. _pending.Where(pending => pending.At < before)]);
    }

    /// <inheritdoc/>
    public Task RemovePendingAsync(PendingIdentification pending, CancellationToken cancellation)
    {
        lock (_gate)
            _pending.RemoveAll(known => known.From == pending.From && known.Into == pending.Into);
        return Task.CompletedTask;
    }
}
