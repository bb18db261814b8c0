using LocalSdk.Durable.Running;
using LocalSdk.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Client;

/// <summary>The client of a local hub: works on the tables, and tells whoever drives the hub.</summary>
internal sealed class LocalDurableTaskClient(TaskHub hub, string hubName) : DurableTaskClient(hubName)
{
    /// <summary>How often a waiting call looks again. In the process that drives the hub it is woken at once.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        if (options?.Version is not null)
        {
            throw new NotSupportedException($"{nameof(StartOrchestrationOptions)}.{nameof(options.Version)} is not supported by the local runtime.");
        }

        await hub.EnsureTablesAsync(cancellation);
        string id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        RequireValid(id);
        InstanceRow? existing = await hub.Store.FindAsync(id, cancellation);
        DateTimeOffset now = hub.Time.GetUtcNow();
        var row = new InstanceRow(id, orchestratorName.Name, Guid.NewGuid().ToString("N"))
        {
            CreatedAt = now,
            LastUpdatedAt = now,
            StartAt = options?.StartAt,
            Tags = options?.Tags ?? new Dictionary<string, string>(),
        };
        if (existing is { IsFinished: false })
        {
            throw new OrchestrationAlreadyExistsException(id);
        }

        row = row with { Input = await hub.Store.WriteAsync(row, LocalDataConverter.Instance.Serialize(input)) };
        if (!await hub.TryCreateAsync(row, existing, cancellation))
        {
            throw new OrchestrationAlreadyExistsException(id);
        }

        return id;
    }

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        InstanceRow? row = await FindAsync(instanceId, cancellation);
        if (row is { IsFinished: false })
        {
            var raised = new HistoryEvent(HistoryKind.EventRaised)
            {
                Name = eventName,
                Data = LocalDataConverter.Instance.Serialize(eventPayload),
            };
            await hub.Store.AddMessageAsync(row, [raised], cancellation);
            await hub.NotifyAsync(instanceId, cancellation);
        }
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.IsFinished, getInputsAndOutputs, cancellation);

    public override async Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        if (options is { Recursive: true })
        {
            throw new NotSupportedException(
                $"{nameof(TerminateInstanceOptions)}.{nameof(options.Recursive)} is not supported by the local runtime.");
        }

        string? output = LocalDataConverter.Instance.Serialize(options?.Output);
        await ChangeAsync(
            instanceId,
            async row => row with { Status = OrchestrationRuntimeStatus.Terminated, Output = await hub.Store.WriteAsync(row, output) },
            cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        ChangeAsync(instanceId, row => Task.FromResult(row with { Status = OrchestrationRuntimeStatus.Suspended }), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        ChangeAsync(
            instanceId,
            row => Task.FromResult(row.Status != OrchestrationRuntimeStatus.Suspended ? row : row with
            {
                Status = row is { Turns: 0, Generation: 0 } ? OrchestrationRuntimeStatus.Pending : OrchestrationRuntimeStatus.Running,
            }),
            cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        await FindAsync(instanceId, cancellation) is { } row ? await DescribeAsync(row, getInputsAndOutputs, cancellation) : null;

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new InstancePages(hub.Store, filter ?? new(), hub.EnsureTablesAsync, DescribeAsync);

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        RefuseRecursive(options);
        return new(await FindAsync(instanceId, cancellation) is { IsFinished: true } row
            && await hub.Store.TryPurgeAsync(row, cancellation) ? 1 : 0);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        RefuseRecursive(options);
        int count = 0;
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        await foreach (OrchestrationMetadata instance in GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            count += (await PurgeInstanceAsync(instance.InstanceId, null, cancellation)).PurgedInstanceCount;
        }

        return new(count, true);
    }

    /// <summary>Does nothing: the engine owns what the client uses.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void RefuseRecursive(PurgeInstanceOptions? options)
    {
        if (options is { Recursive: true })
        {
            throw new NotSupportedException(
                $"{nameof(PurgeInstanceOptions)}.{nameof(options.Recursive)} is not supported by the local runtime.");
        }
    }

    /// <summary>The real host's rule, which is that of table keys.</summary>
    private static void RequireValid(string id)
    {
        if (id.Length is 0 or > 100 || id[0] == '@' || id.Any(c => char.IsControl(c) || "/\\#?".Contains(c, StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                $"The instance id '{id}' must have 1 to 100 characters, none of them a control character, /, \\, # or ?, and must not start with @.");
        }
    }

    private async Task<InstanceRow?> FindAsync(string id, CancellationToken cancellation)
    {
        RequireValid(id);
        await hub.EnsureTablesAsync(cancellation);
        return await hub.Store.FindAsync(id, cancellation);
    }

    /// <summary>Changes an instance that is not finished, however often the engine changes it meanwhile.</summary>
    private async Task ChangeAsync(string id, Func<InstanceRow, Task<InstanceRow>> change, CancellationToken cancellation)
    {
        InstanceRow? changed = null;
        while (changed is null)
        {
            InstanceRow row = await FindAsync(id, cancellation) ?? throw new OrchestrationNotFoundException(id);
            if (row.IsFinished)
            {
                throw new OrchestrationFinishedException(id, row.Status.ToString());
            }

            changed = await hub.Store.TryChangeAsync(await change(row) with { LastUpdatedAt = hub.Time.GetUtcNow() }, cancellation);
        }

        await hub.NotifyAsync(id, cancellation);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string id, Func<InstanceRow, bool> reached, bool getInputsAndOutputs, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed = hub.Changes.Next(id);
            InstanceRow row = await FindAsync(id, cancellation) ?? throw new OrchestrationNotFoundException(id);
            if (reached(row))
            {
                return await DescribeAsync(row, getInputsAndOutputs, cancellation);
            }

            await Task.WhenAny(changed, Task.Delay(LookAgain, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task<OrchestrationMetadata> DescribeAsync(InstanceRow row, bool getInputsAndOutputs, CancellationToken cancellation)
    {
        var metadata = new OrchestrationMetadata(row.Name, row.Id)
        {
            RuntimeStatus = row.Status,
            CreatedAt = row.CreatedAt,
            LastUpdatedAt = row.LastUpdatedAt,
            Tags = row.Tags,
        };
        return !getInputsAndOutputs ? metadata : new OrchestrationMetadata(row.Name, row.Id)
        {
            DataConverter = LocalDataConverter.Instance,
            RuntimeStatus = row.Status,
            CreatedAt = row.CreatedAt,
            LastUpdatedAt = row.LastUpdatedAt,
            Tags = row.Tags,
            SerializedInput = await hub.Store.ReadAsync(row.Id, row.Input, cancellation),
            SerializedOutput = await hub.Store.ReadAsync(row.Id, row.Output, cancellation),

            // As on the real host, where no custom status reads as JSON's null.
            SerializedCustomStatus = row.CustomStatus ?? "null",
        };
    }
}
