namespace Microsoft.DurableTask.Client;

/// <summary>Which instances to list.</summary>
/// <param name="CreatedFrom">Created at or after this.</param>
/// <param name="CreatedTo">Created at or before this.</param>
/// <param name="Statuses">In one of these statuses; in any when <c>null</c> or empty.</param>
/// <param name="TaskHubNames">Not used by the local runtime: a client knows one hub.</param>
/// <param name="InstanceIdPrefix">The id starts so.</param>
/// <param name="PageSize">The most instances on a page.</param>
/// <param name="FetchInputsAndOutputs">Whether to read inputs, outputs and custom statuses.</param>
/// <param name="ContinuationToken">Where to go on.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>The page size when none is given.</summary>
    public const int DefaultPageSize = 100;
}
