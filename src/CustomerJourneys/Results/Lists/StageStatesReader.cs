using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>Reads stage states from the store: the head with one request as a rule, a block with one.</summary>
internal sealed class StageStatesReader(IStageStateStore store)
{
    /// <summary>How much is read in the hope that it holds the head: one of 2 million entries, give or take.</summary>
    public const int FirstRead = 64 * 1024;

    private const int CachedBlocks = 200_000;
    private readonly StageHeadCache _heads = new(CachedBlocks);

    /// <summary>Reads what is needed of one partition of a result: one or two heads.</summary>
    /// <param name="result">The result.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="StageStatesMissingException">There are no such states.</exception>
    /// <exception cref="CorruptBlobException">They are damaged.</exception>
    public async Task<IReadOnlyList<StageListPart>> OpenAsync(JourneyResult result, int partition, CancellationToken cancellation)
    {
        var source = result.Sources?.Partitions[partition];
        var id = new StageStatesId(result.JourneyId, source?.Run ?? result.RecalculationId, partition);
        var head = await ReadHeadAsync(id, result.Stages.Count, cancellation);
        if (source?.ChangedRun is not { } run)
            return [new StageListPart(id, head, null)];
        var changedId = new StageStatesId(result.JourneyId, run, partition);
        var changed = await ReadHeadAsync(changedId, result.Stages.Count, cancellation);
        if (changed.Replaced is null)
            throw new CorruptBlobException(changedId.BlobName, "head", "it replaces nothing, which its result says");
        return [new StageListPart(id, head, changed.Replaced), new StageListPart(changedId, changed, null)];
    }

    /// <summary>Reads a head, and the ids of the contacts that its states replace.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="stages">How many stages the result has.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="StageStatesMissingException">There are no such states.</exception>
    /// <exception cref="CorruptBlobException">They are damaged.</exception>
    public async Task<StageStatesHead> ReadHeadAsync(StageStatesId id, int stages, CancellationToken cancellation)
    {
        if (_heads.TryGet(id, out var cached))
            return cached;
        var start = await ReadAsync(id, 0, FirstRead, cancellation);
        var length = StageStatesHead.LengthOf(id.BlobName, start);
        if (length > start.Length)
            start = [.. start, .. await ReadAsync(id, start.Length, length - start.Length, cancellation)];
        var head = StageStatesHead.Parse(id.BlobName, start.AsSpan(0, Math.Min(length, start.Length)));
        if (head.Stages.Count != stages)
            throw new CorruptBlobException(id.BlobName, "head", $"it has {head.Stages.Count} stages, and its result {stages}");
        if (head.Replaced is { } replaced)
            replaced.Load(id.BlobName, await ReadAsync(id, replaced.Offset, replaced.Length, cancellation));
        _heads.Add(id, head);
        return head;
    }

    /// <summary>Reads the entries of a block.</summary>
    /// <param name="id">Whose states.</param>
    /// <param name="head">Their head.</param>
    /// <param name="stage">The stage, counted from 1.</param>
    /// <param name="number">The block of the stage, from 0.</param>
    /// <param name="stoppedOnly">Whether only those who reached no later stage are wanted.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="StageStatesMissingException">The states were deleted meanwhile.</exception>
    /// <exception cref="CorruptBlobException">They are damaged.</exception>
    public async Task<StageEntry[]> ReadBlockAsync(
        StageStatesId id, StageStatesHead head, int stage, int number, bool stoppedOnly, CancellationToken cancellation)
    {
        var block = head.Stages[stage - 1].Blocks[number];
        var bytes = await ReadAsync(id, block.Offset, block.Length, cancellation);
        return StageBlockReader.Read(id.BlobName, head, stage, number, bytes, stoppedOnly);
    }

    private async Task<byte[]> ReadAsync(StageStatesId id, long offset, int length, CancellationToken cancellation) =>
        await store.ReadAsync(id.JourneyId, id.RecalculationId, id.Partition, offset, length, cancellation)
        ?? throw new StageStatesMissingException(id.BlobName);
}
