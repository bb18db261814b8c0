namespace Microsoft.Azure.Functions.Worker;

/// <summary>When a timer ran and will run, in UTC.</summary>
public class ScheduleStatus
{
    /// <summary>The last due time that was run.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next due time.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this was written.</summary>
    public DateTime LastUpdated { get; set; }
}
