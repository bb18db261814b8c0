namespace Microsoft.Azure.Functions.Worker;

/// <summary>Features of one invocation by their type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Sets a feature, in place of one of the same type.</summary>
    /// <typeparam name="T">The type it is found by.</typeparam>
    void Set<T>(T instance);

    /// <summary>The feature of a type, or <see langword="default"/> where there is none.</summary>
    /// <typeparam name="T">The type it was set with.</typeparam>
    T? Get<T>();
}
