namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an invocation returned; middleware may replace it.</summary>
public class InvocationResult
{
    private readonly Action<object?> _set;
    private object? _value;

    internal InvocationResult(object? value, Action<object?> set)
    {
        _value = value;
        _set = set;
    }

    /// <summary>The returned value.</summary>
    public object? Value
    {
        get => _value;
        set
        {
            _value = value;
            _set(value);
        }
    }
}
