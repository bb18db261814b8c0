using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function on a schedule.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>An NCRONTAB expression of six fields, seconds first, in UTC; or <c>%NAME%</c> of a setting that holds one.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Also once when the host starts.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>Keeps the schedule's status, so that a missed run is noticed. Not for schedules under a minute.</summary>
    public bool UseMonitor { get; set; } = true;
}
