using System.Runtime.CompilerServices;
using LocalSdk.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Client;

/// <summary>Instances that match a query, by id; a continuation token is the last id of the page before.</summary>
internal sealed class InstancePages(
    InstanceStore store,
    OrchestrationQuery query,
    Func<CancellationToken, Task> prepare,
    Func<InstanceRow, bool, CancellationToken, Task<OrchestrationMetadata>> describe) : AsyncPageable<OrchestrationMetadata>
{
    public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(
        string? continuationToken = null, int? pageSizeHint = null)
    {
        int size = pageSizeHint ?? query.PageSize;
        await foreach (Page<OrchestrationMetadata> page in PagesAsync(continuationToken ?? query.ContinuationToken, size))
        {
            yield return page;
        }
    }

    private async IAsyncEnumerable<Page<OrchestrationMetadata>> PagesAsync(
        string? after, int size, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await prepare(cancellation);
        var statuses = query.Statuses?.ToHashSet() ?? [];
        var page = new List<OrchestrationMetadata>();
        await foreach (InstanceRow row in store.ListAsync(query.InstanceIdPrefix, after).WithCancellation(cancellation))
        {
            if (row.CreatedAt < (query.CreatedFrom ?? DateTimeOffset.MinValue)
                || row.CreatedAt > (query.CreatedTo ?? DateTimeOffset.MaxValue)
                || (statuses.Count > 0 && !statuses.Contains(row.Status)))
            {
                continue;
            }

            if (page.Count == size)
            {
                yield return new(page, page[^1].InstanceId);
                page = [];
            }

            page.Add(await describe(row, query.FetchInputsAndOutputs, cancellation));
        }

        yield return new(page);
    }
}
