namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function learns about its run.</summary>
public class TimerInfo
{
    /// <summary>The schedule's status; <see langword="null"/> where it is not kept.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>The run was due earlier, while no host was there.</summary>
    public bool IsPastDue { get; set; }
}
