using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>Reads stage states from the store: the head with one request as a rule, neighbouring blocks with one.</summary>
/// <param name="store">The store.</param>
/// <param name="firstRead">How much is read in the hope that it holds index and head: of a million entries, give or take, and of some hundred journeys.</param>
internal sealed class StageStatesReader(IStageStateStore store, int firstRead = StageStatesReader.FirstRead)
{
    /// <summary>The first read for the lists.</summary>
    public const int FirstRead = 32 * 1024;

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
        var states = await ReadHeadAsync(id, result.Stages.Count, cancellation);
        if (source?.ChangedRun is not { } run)
            return [new StageListPart(id, states, null)];
        var changedId = new StageStatesId(result.JourneyId, run, partition);
        var changed = await ReadHeadAsync(changedId, result.Stages.Count, cancellation);
        if (changed.Head.Replaced is null)
            throw new CorruptBlobException(changedId.BlobName, "head", "it replaces nothing, which its result says");
        return [new StageListPart(id, states, changed.Head.Replaced), new StageListPart(changedId, changed, null)];
    }

    /// <summary>Reads a head, and the contacts that its states replace.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="stages">How many stages the result has.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="StageStatesMissingException">There are no such states.</exception>
    /// <exception cref="CorruptBlobException">They are damaged.</exception>
    public async Task<FoundStates> ReadHeadAsync(StageStatesId id, int stages, CancellationToken cancellation)
    {
        if (_heads.TryGet(id, out var cached))
            return cached;
        var (states, start) = await FindAsync(id, cancellation) ?? throw new StageStatesMissingException(id.BlobName);
        if (states.Head.Stages.Count != stages)
            throw new CorruptBlobException(id.BlobName, "head", $"it has {states.Head.Stages.Count} stages, and its result {stages}");
        if (states.Head.Replaced is { } replaced)
            replaced.Load(id.BlobName, await RangeAsync(id, start, states.Place.BodyOffset + replaced.Offset, replaced.Length, cancellation), states.Head.Contacts);
        _heads.Add(id, states);
        return states;
    }

    /// <summary>Reads all blocks of a journey; <see langword="null"/> when there are no such states any more.</summary>
    /// <exception cref="CorruptBlobException">They are damaged.</exception>
    public async Task<(StageStatesHead Head, byte[] Body)?> ReadWholeAsync(StageStatesId id, CancellationToken cancellation)
    {
        try
        {
            return await FindAsync(id, cancellation) is { } found
                ? (found.States.Head, await RangeAsync(id, found.Start, found.States.Place.BodyOffset, found.States.Place.BodyLength, cancellation))
                : null;
        }
        catch (StageStatesMissingException)
        {
            return null;
        }
    }

    /// <summary>Reads neighbouring blocks.</summary>
    /// <param name="part">Of which states.</param>
    /// <param name="stage">The stage, counted from 1.</param>
    /// <param name="first">The first block of the stage, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="stoppedOnly">Whether only those who reached no later stage are wanted.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The entries that count, by time.</returns>
    /// <exception cref="StageStatesMissingException">The states were deleted meanwhile.</exception>
    /// <exception cref="CorruptBlobException">They are damaged.</exception>
    public async Task<StageEntries> ReadBlocksAsync(StageListPart part, int stage, int first, int count, bool stoppedOnly, CancellationToken cancellation)
    {
        var blocks = part.States.Head.Stages[stage - 1].Blocks;
        var (begin, last) = (blocks[first].Offset, blocks[first + count - 1]);
        var bytes = await ReadAsync(part.Id, part.States.Place.BodyOffset + begin, checked((int)(last.Offset + last.Length - begin)), cancellation);
        var (times, contacts) = (new List<long>(), new List<int>());
        for (var number = first; number < first + count; number++)
        {
            var from = (int)Math.Min(blocks[number].Offset - begin, bytes.Length);
            var block = bytes.AsSpan(from, Math.Min(blocks[number].Length, bytes.Length - from));
            var entries = part.Counting(StageBlockReader.Read(part.Id.BlobName, part.States.Head, stage, number, block, stoppedOnly));
            // A block is by contact, and nothing says in which order those of one time are sought.
            Array.Sort(entries.Times, entries.Contacts);
            if (count == 1)
                return entries;
            times.AddRange(entries.Times);
            contacts.AddRange(entries.Contacts);
        }

        return new StageEntries([.. times], [.. contacts]);
    }

    private async Task<(FoundStates States, byte[] Start)?> FindAsync(StageStatesId id, CancellationToken cancellation)
    {
        if (await store.ReadAsync(id.RecalculationId, id.Partition, 0, firstRead, cancellation) is not { } start)
            return null;
        var length = PartitionStatesBlob.IndexLength(id.BlobName, start);
        var index = await RangeAsync(id, start, 0, length, cancellation);
        if (PartitionStatesBlob.Find(id.BlobName, index, id.JourneyId) is not { } place)
            return null;
        var head = await RangeAsync(id, start, place.HeadOffset, place.HeadLength, cancellation);
        return (new FoundStates(StageStatesHead.Parse(id.BlobName, head, place.BodyLength), place), start);
    }

    // A range of the blob, of which the beginning is known.
    private async Task<byte[]> RangeAsync(StageStatesId id, byte[] start, long offset, int length, CancellationToken cancellation)
    {
        if (offset + length <= start.Length)
            return start.AsSpan((int)offset, length).ToArray();
        var known = (int)Math.Max(0, start.Length - offset);
        var rest = await ReadAsync(id, offset + known, length - known, cancellation);
        return known == 0 ? rest : [.. start.AsSpan((int)offset, known), .. rest];
    }

    private async Task<byte[]> ReadAsync(StageStatesId id, long offset, int length, CancellationToken cancellation) =>
        await store.ReadAsync(id.RecalculationId, id.Partition, offset, length, cancellation) ?? throw new StageStatesMissingException(id.BlobName);
}

/// <summary>The states of a journey in a partition.</summary>
/// <param name="Head">Their head.</param>
/// <param name="Place">Where they are.</param>
internal sealed record FoundStates(StageStatesHead Head, JourneyStatesPlace Place);
