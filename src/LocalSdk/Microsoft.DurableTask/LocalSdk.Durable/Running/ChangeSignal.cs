using System.Collections.Concurrent;

namespace LocalSdk.Durable.Running;

/// <summary>Wakes those who wait for an instance to change.</summary>
internal sealed class ChangeSignal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();

    /// <summary>A task that ends at the next change. Ask for it before reading the instance, or a change may be missed.</summary>
    public Task Next(string instanceId) =>
        _waiting.GetOrAdd(instanceId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Changed(string instanceId)
    {
        if (_waiting.TryRemove(instanceId, out TaskCompletionSource? waiting))
        {
            waiting.TrySetResult();
        }
    }
}
