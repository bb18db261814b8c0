namespace Microsoft.DurableTask;

/// <summary>A durable activity or sub-orchestration failed; thrown where the orchestrator awaits it.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>A failure known as an exception.</summary>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Describe(taskName, taskId, innerException?.Message), innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = new(innerException.GetType().ToString(), innerException.Message, innerException.StackTrace, null, null);
    }

    /// <summary>A failure known by its details.</summary>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Describe(taskName, taskId, failureDetails?.ErrorMessage))
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>The name of the failed task.</summary>
    public string TaskName { get; }

    /// <summary>Its number in the orchestration, from 0 in the order of scheduling.</summary>
    public int TaskId { get; }

    /// <summary>Why it failed.</summary>
    public TaskFailureDetails FailureDetails { get; }

    private static string Describe(string taskName, int taskId, string? reason) => reason is null
        ? $"Task '{taskName}' (#{taskId}) failed with an unhandled exception."
        : $"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {reason}";
}
