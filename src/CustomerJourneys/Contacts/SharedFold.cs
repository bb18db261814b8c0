using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>
/// Folds for requests that want to read what was acknowledged before them: those that come while a fold is under way share the next one, so that
/// however many read at once, two folds are all that any of them waits for.
/// </summary>
public sealed class SharedFold(IActivityStore activities)
{
    private readonly Lock _gate = new();
    private Task<IReadOnlyList<PartitionPin>>? _next;
    private Task _last = Task.CompletedTask;

    /// <summary>Pins a state of the data that has everything acknowledged before the call; see <see cref="IActivityStore.FoldAsync"/>.</summary>
    public Task<IReadOnlyList<PartitionPin>> FoldAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_next is null)
                _last = _next = FoldAfterAsync(_last);
            return _next.WaitAsync(cancellation);
        }
    }

    private async Task<IReadOnlyList<PartitionPin>> FoldAfterAsync(Task before)
    {
        // Others may wait for it as well: it is not cancelled with the request that began it.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
            _next = null;
        return await activities.FoldAsync(CancellationToken.None);
    }
}
