namespace Microsoft.DurableTask.Client;

/// <summary>What a purge removed.</summary>
public class PurgeResult
{
    /// <summary>A purge that reports nothing but a count.</summary>
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    /// <summary>A purge, and whether it went through all matching instances.</summary>
    public PurgeResult(int count, bool? isComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
        IsComplete = isComplete;
    }

    /// <summary>Instances removed.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether none is left; <c>null</c> if not known.</summary>
    public bool? IsComplete { get; }
}
