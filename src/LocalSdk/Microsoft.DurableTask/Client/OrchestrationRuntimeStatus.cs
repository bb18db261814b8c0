namespace Microsoft.DurableTask.Client;

/// <summary>Where an instance stands.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It has started.</summary>
    Running,

    /// <summary>It returned.</summary>
    Completed,

    /// <summary>Not reported any more; an instance that continues as new is running.</summary>
    [Obsolete("The ContinuedAsNew status is obsolete and exists only for compatibility reasons.")]
    ContinuedAsNew,

    /// <summary>It ended with an unhandled exception.</summary>
    Failed,

    /// <summary>Not reported.</summary>
    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled,

    /// <summary>A client ended it.</summary>
    Terminated,

    /// <summary>It is scheduled and has not started.</summary>
    Pending,

    /// <summary>A client paused it.</summary>
    Suspended,
}
