using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Reads segments: footers once (segments never change), and blocks by as few ranged requests as make sense.</summary>
internal sealed class SegmentBlobs(ActivityContainer container, int cachedFooters, long cachedBytes)
{
    /// <summary>Reading over a gap of this size costs less than another request.</summary>
    private const long MaxGap = 256 * 1024;
    private const long MaxRange = 32 * 1024 * 1024;
    private const int MaxKept = 128 * 1024;

    // Ranges under way together, unless they are large: so that the way to the storage and back is waited for once.
    private const int RangesAtOnce = 4;
    private readonly RangeCache _ranges = new(cachedBytes);
    private readonly BoundedCache<string, SegmentIndex> _footers = new(cachedFooters);

    public async Task<SegmentIndex> IndexAsync(ManifestSegment segment, CancellationToken cancellation)
    {
        if (_footers.TryGet(segment.Name, out var index))
            return index;
        var end = await RangeAsync(segment.Name, segment.FooterOffset, segment.Length - segment.FooterOffset, cancellation);
        index = SegmentIndex.Parse(segment.Name, segment.FooterOffset, end.Span);
        _footers.Add(segment.Name, index);
        return index;
    }

    public async Task<SegmentContent> ReadAsync(ManifestSegment segment, CancellationToken cancellation) =>
        SegmentContent.Read(
            segment.Name, (_ranges.TryGetWhole(segment.Name, out var kept) ? kept : await WholeAsync(segment.Name, cancellation)).Span);

    /// <summary>A whole blob that is likely to be read again soon.</summary>
    public Task<ReadOnlyMemory<byte>> KeptAsync(string name, CancellationToken cancellation) =>
        _ranges.GetAsync(name, 0, RangeCache.Whole, () => WholeAsync(name, cancellation));

    /// <summary>Keeps a small blob that was just written: whoever wrote it mostly reads it soon.</summary>
    public void Keep(string name, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length <= MaxKept)
            _ranges.KeepWhole(name, bytes);
    }

    public async Task<ReadOnlyMemory<byte>> WholeAsync(string name, CancellationToken cancellation) =>
        (await container.Blob(name).DownloadContentAsync(cancellation)).Value.Content.ToMemory();

    /// <summary>Reads blocks of one segment, in the order of their offsets.</summary>
    /// <param name="name">The segment's blob.</param>
    /// <param name="wanted">The blocks, each with what the caller knows it by.</param>
    /// <param name="isKept">Whether the bytes are likely to be wanted again soon: those of columns are, by the next recalculation.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async IAsyncEnumerable<(T Tag, ReadOnlyMemory<byte> Bytes)> BlocksAsync<T>(
        string name, IEnumerable<(T Tag, BlockRef Block)> wanted, bool isKept, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var blocks = wanted.OrderBy(block => block.Block.Offset).ToList();
        var ranges = RangesOf(blocks.ConvertAll(block => block.Block));
        var reading = new Queue<Task<ReadOnlyMemory<byte>>>();
        try
        {
            for (int range = 0, begun = 0, first = 0; range < ranges.Count; range++)
            {
                for (; begun < ranges.Count && (begun == range || begun < range + RangesAtOnce && ranges[begun].End - ranges[range].Start <= MaxRange); begun++)
                    reading.Enqueue(ReadAsync(ranges[begun].Start, ranges[begun].End - ranges[begun].Start));
                var bytes = await reading.Dequeue();
                for (; first < ranges[range].Next; first++)
                {
                    var block = blocks[first].Block;
                    // A blob cut short gives a short block, which its verification names.
                    var from = (int)Math.Min(block.Offset - ranges[range].Start, bytes.Length);
                    yield return (blocks[first].Tag, bytes.Slice(from, Math.Min(block.Length, bytes.Length - from)));
                }
            }
        }
        finally
        {
            // Nobody waits for what was read in vain; its failure is nobody's either.
            foreach (var task in reading)
                await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<ReadOnlyMemory<byte>> ReadAsync(long start, long length) => isKept
            ? _ranges.GetAsync(name, start, length, () => RangeAsync(name, start, length, cancellation))
            : RangeAsync(name, start, length, cancellation);
    }

    // What is read together: from where to where, and the first block after it.
    private static List<(long Start, long End, int Next)> RangesOf(List<BlockRef> blocks)
    {
        var ranges = new List<(long Start, long End, int Next)>();
        for (var i = 0; i < blocks.Count; i++)
        {
            var (block, last) = (blocks[i], ranges.Count > 0 ? ranges[^1] : default);
            if (ranges.Count > 0 && block.Offset - last.End <= MaxGap && block.End - last.Start <= MaxRange)
                ranges[^1] = (last.Start, Math.Max(last.End, block.End), i + 1);
            else
                ranges.Add((block.Offset, block.End, i + 1));
        }

        return ranges;
    }

    private async Task<ReadOnlyMemory<byte>> RangeAsync(string name, long offset, long length, CancellationToken cancellation)
    {
        if (length == 0)
            return ReadOnlyMemory<byte>.Empty;
        if (_ranges.TryGetWhole(name, out var whole) && offset + length <= whole.Length)
            return whole.Slice((int)offset, (int)length);
        var options = new BlobDownloadOptions { Range = new HttpRange(offset, length) };
        return (await container.Blob(name).DownloadContentAsync(options, cancellation)).Value.Content.ToMemory();
    }
}
