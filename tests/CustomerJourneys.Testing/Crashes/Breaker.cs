using System.Reflection;

namespace CustomerJourneys.Testing.Crashes;

/// <summary>
/// Ends a process in thought: one write, counted from 1, throws before or after it is carried out, and everything after that throws, too, until
/// <see cref="Restart"/>. Works for ports whose adapters answer without waiting, as those in memory do.
/// </summary>
public sealed class Breaker
{
    private int _writes;
    private int _breakAt;
    private bool _after;

    /// <summary>Whether the process has ended.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Breaks at the n-th write from now.</summary>
    public void BreakAt(int write, bool after) => (_writes, _breakAt, _after, IsBroken) = (0, write, after, false);

    /// <summary>Nothing breaks any more.</summary>
    public void Restart() => (_breakAt, IsBroken) = (0, false);

    /// <summary>The same port, under this breaker.</summary>
    public T Over<T>(T port)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, Port>();
        ((Port)(object)proxy).Stand(port, this);
        return proxy;
    }

    private object? Call(object port, MethodInfo method, object?[]? arguments)
    {
        if (IsBroken)
            throw new CrashException();
        var isWrite = !(method.Name.StartsWith("Find", StringComparison.Ordinal) || method.Name.StartsWith("List", StringComparison.Ordinal)
            || method.Name.StartsWith("Read", StringComparison.Ordinal) || method.Name.StartsWith("Is", StringComparison.Ordinal)
            || method.Name.StartsWith("Open", StringComparison.Ordinal));
        var breaks = isWrite && Interlocked.Increment(ref _writes) == _breakAt;
        if (breaks && !_after)
            Break();
        var answer = method.Invoke(port, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        if (breaks)
            Break();
        return answer;
    }

    private void Break()
    {
        IsBroken = true;
        throw new CrashException();
    }

    /// <summary>A port under a breaker. Public, since the runtime derives from it.</summary>
    public class Port : DispatchProxy
    {
        private object? _port;
        private Breaker? _breaker;

        internal void Stand(object port, Breaker breaker) => (_port, _breaker) = (port, breaker);

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _breaker!.Call(_port!, targetMethod!, args);
    }
}

/// <summary>The process has ended.</summary>
public sealed class CrashException() : Exception("The process has ended.");
