using System.Collections.Concurrent;

namespace CustomerJourneys.Storage.Clients;

/// <summary>
/// Things in storage that are created on first use, once a process: one request each, shared by all who wait for it.
/// A creation that fails is tried again by the next user.
/// </summary>
internal sealed class CreateOnce<T>(Func<string, Task<T>> create)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<T>>> _created = new(StringComparer.Ordinal);

    /// <summary>The thing with this name, created if need be.</summary>
    public async Task<T> GetAsync(string name, CancellationToken cancellation)
    {
        var creation = _created.GetOrAdd(name, static (name, create) => new(() => create(name)), create);
        try
        {
            // The creation itself is not cancelled: others may wait for it.
            return await creation.Value.WaitAsync(cancellation);
        }
        catch when (creation.Value is { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            _created.TryRemove(new(name, creation));
            throw;
        }
    }
}
