using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Reads segments: footers once (segments never change), and blocks by as few ranged requests as make sense.</summary>
internal sealed class SegmentBlobs(ActivityContainer container, int cachedFooters, long cachedBytes)
{
    /// <summary>Reading over a gap of this size costs less than another request.</summary>
    private const long MaxGap = 128 * 1024;
    private const long MaxRange = 32 * 1024 * 1024;
    private const int MaxKept = 128 * 1024;
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
        for (var first = 0; first < blocks.Count;)
        {
            var start = blocks[first].Block.Offset;
            var end = blocks[first].Block.End;
            var next = first + 1;
            for (; next < blocks.Count && blocks[next].Block.Offset - end <= MaxGap && blocks[next].Block.End - start <= MaxRange; next++)
                end = Math.Max(end, blocks[next].Block.End);
            var range = isKept
                ? await _ranges.GetAsync(name, start, end - start, () => RangeAsync(name, start, end - start, cancellation))
                : await RangeAsync(name, start, end - start, cancellation);
            for (; first < next; first++)
            {
                var block = blocks[first].Block;
                // A blob cut short gives a short block, which its verification names.
                var from = (int)Math.Min(block.Offset - start, range.Length);
                yield return (blocks[first].Tag, range.Slice(from, Math.Min(block.Length, range.Length - from)));
            }
        }
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
