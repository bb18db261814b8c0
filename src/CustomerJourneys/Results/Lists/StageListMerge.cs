using System.Runtime.CompilerServices;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>Merges the list of a stage over the partitions of a result, by reach time, then by contact id.</summary>
/// <param name="reader">Reads blocks.</param>
/// <param name="parts">The states of all partitions: for some those of all contacts, and of those who changed since.</param>
/// <param name="stage">The stage, counted from 1.</param>
/// <param name="list">Which list.</param>
internal sealed class StageListMerge(
    StageStatesReader reader, IReadOnlyList<StageListPart> parts, int stage, StageList list)
{
    /// <summary>How many requests are under way at most.</summary>
    public const int ParallelReads = 16;

    private readonly bool _stoppedOnly = list == StageList.DroppedOff;

    /// <summary>How many contacts the list has.</summary>
    public long Total => parts.Sum(part => part.Count(stage, _stoppedOnly));

    /// <summary>
    /// Reads the list. A partition's block is read when the merge has come to it, and together with it those of other partitions that most likely
    /// come next.
    /// </summary>
    /// <param name="after">Where an earlier page ended.</param>
    /// <param name="limit">How many entries will be taken at most; <see langword="null"/> for all, which reads ahead.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async IAsyncEnumerable<StageEntry> ReadAsync(
        StageKey? after, int? limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var requests = new SemaphoreSlim(ParallelReads);
        var cursors = parts.Select(part => new StageListCursor(
            part.Head.Stages[stage - 1], _stoppedOnly, after, block => ReadBlockAsync(part, block, requests, stop.Token))).ToList();
        try
        {
            var queue = new PriorityQueue<StageListCursor, StageKey>(
                cursors.Where(cursor => !cursor.IsAtEnd).Select(cursor => (cursor, cursor.Key)));
            var left = limit ?? int.MaxValue;
            while (left > 0 && queue.TryDequeue(out var cursor, out _))
            {
                if (cursor.HasEntry)
                {
                    yield return cursor.Take();
                    left--;
                }
                else
                {
                    cursor.StartReading();
                    StartNext(queue, Math.Min(ParallelReads, left) - 1);
                    await cursor.ReadAsync();
                    if (limit is null)
                        cursor.StartReading();
                }

                if (!cursor.IsAtEnd)
                    queue.Enqueue(cursor, cursor.Key);
            }
        }
        finally
        {
            // Nobody waits for what was read in vain; its failure is nobody's either.
            await stop.CancelAsync();
            foreach (var cursor in cursors)
                await (cursor.Reading ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Those whose next block starts first. More than are still taken cannot be needed: each block begins with an entry.
    private static void StartNext(PriorityQueue<StageListCursor, StageKey> queue, int count)
    {
        foreach (var (cursor, _) in queue.UnorderedItems.Where(item => !item.Element.HasEntry).OrderBy(item => item.Priority).Take(count))
            cursor.StartReading();
    }

    private async Task<StageEntry[]> ReadBlockAsync(StageListPart part, int block, SemaphoreSlim requests, CancellationToken cancellation)
    {
        await requests.WaitAsync(cancellation);
        try
        {
            return part.Counting(await reader.ReadBlockAsync(part.Id, part.Head, stage, block, _stoppedOnly, cancellation));
        }
        finally
        {
            requests.Release();
        }
    }
}
