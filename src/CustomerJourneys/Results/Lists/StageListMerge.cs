using System.Runtime.CompilerServices;
using CustomerJourneys.Activities;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>
/// Merges the list of a stage over the partitions of a result, by reach time, then by contact id. Entries are merged by time as numbers; ids are looked up
/// for those that come next, together with all who share the last one's time.
/// </summary>
/// <param name="reader">Reads blocks.</param>
/// <param name="numbers">Tells ids.</param>
/// <param name="parts">The states of all partitions: for some those of all contacts, and of those who changed since.</param>
/// <param name="stage">The stage, counted from 1.</param>
/// <param name="list">Which list.</param>
internal sealed class StageListMerge(
    StageStatesReader reader, IContactNumbers numbers, IReadOnlyList<StageListPart> parts, int stage, StageList list)
{
    /// <summary>How many requests are under way at most.</summary>
    public const int ParallelReads = 16;

    /// <summary>Of how many entries ids are looked up together when the whole list is read.</summary>
    private const int Batch = 32 * 1024;

    private readonly bool _stoppedOnly = list == StageList.DroppedOff;

    /// <summary>How many contacts the list has.</summary>
    public long Total => parts.Sum(part => part.Count(stage, _stoppedOnly));

    /// <summary>
    /// Reads the list. A partition's blocks are read when the merge has come to them, and together with them those of other partitions that most likely
    /// come next.
    /// </summary>
    /// <param name="after">Where an earlier page ended.</param>
    /// <param name="limit">How many entries will be taken at most; <see langword="null"/> for all, which reads ahead.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async IAsyncEnumerable<StageKey> ReadAsync(
        StageKey? after, int? limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var requests = new SemaphoreSlim(ParallelReads);
        var cursors = parts.Select(part => new StageListCursor(
            part, stage, _stoppedOnly, after?.Time ?? long.MinValue, (first, count) => ReadBlocksAsync(part, first, count, requests, stop.Token))).ToList();
        try
        {
            var queue = new PriorityQueue<StageListCursor, long>(cursors.Where(cursor => !cursor.IsAtEnd).Select(cursor => (cursor, cursor.Time)));
            var left = limit ?? int.MaxValue;
            var batch = new List<NumberedEntry>();
            while (left > 0 && queue.Count > 0)
            {
                await CollectAsync(queue, batch, limit is null ? Batch : left, readsAhead: limit is null);
                foreach (var key in await new StageListOrder(numbers, batch).OrderAsync(after, left, stop.Token))
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return key;
                    left--;
                }
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

    // The next entries by time, and all of the last one's time.
    private static async Task CollectAsync(PriorityQueue<StageListCursor, long> queue, List<NumberedEntry> batch, int wanted, bool readsAhead)
    {
        batch.Clear();
        while (queue.TryPeek(out var cursor, out var time) && (batch.Count < wanted || batch[^1].Time == time))
        {
            if (cursor.HasEntry)
            {
                while (cursor.HasEntry && cursor.Time == time)
                    batch.Add(new NumberedEntry(time, cursor.Part.Id.Partition, cursor.Take()));
            }
            else
            {
                cursor.StartReading();
                StartNext(queue, Math.Min(ParallelReads, wanted - batch.Count) - 1);
                await cursor.ReadAsync();
                if (readsAhead)
                    cursor.StartReading();
            }

            if (cursor.IsAtEnd)
                queue.Dequeue();
            else
                queue.DequeueEnqueue(cursor, cursor.Time);
        }
    }

    // Those whose next block starts first. More than are still taken are hardly needed: each block is likely to begin with an entry.
    private static void StartNext(PriorityQueue<StageListCursor, long> queue, int count)
    {
        if (count <= 0)
            return;
        foreach (var (cursor, _) in queue.UnorderedItems.Where(item => !item.Element.HasEntry).OrderBy(item => item.Priority).Take(count + 1))
            cursor.StartReading();
    }

    private async Task<StageEntries> ReadBlocksAsync(StageListPart part, int first, int count, SemaphoreSlim requests, CancellationToken cancellation)
    {
        await requests.WaitAsync(cancellation);
        try
        {
            return await reader.ReadBlocksAsync(part, stage, first, count, _stoppedOnly, cancellation);
        }
        finally
        {
            requests.Release();
        }
    }
}

/// <summary>An entry of a list before its contact's id is known.</summary>
internal readonly record struct NumberedEntry(long Time, int Partition, int Contact);
