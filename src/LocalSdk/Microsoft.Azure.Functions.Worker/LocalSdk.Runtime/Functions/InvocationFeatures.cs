using System.Collections;
using Microsoft.Azure.Functions.Worker;

namespace LocalSdk.Runtime.Functions;

/// <summary>Features of one invocation.</summary>
internal sealed class InvocationFeatures : IInvocationFeatures
{
    private readonly Dictionary<Type, object> _features = [];

    public void Set<T>(T instance) => _features[typeof(T)] = instance!;

    public T? Get<T>() => _features.TryGetValue(typeof(T), out object? feature) ? (T)feature : default;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
