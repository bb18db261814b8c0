namespace Microsoft.DurableTask.Client;

/// <summary>Which finished instances to purge.</summary>
/// <param name="CreatedFrom">Created at or after this.</param>
/// <param name="CreatedTo">Created at or before this.</param>
/// <param name="Statuses">In one of these statuses; in any finished one when <c>null</c> or empty.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null);
