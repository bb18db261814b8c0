using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Lists, reads and deletes log blobs of all processes.</summary>
internal sealed class LogReader(ActivityContainer container)
{
    /// <summary>More than one block at most: a window always holds a whole one.</summary>
    private const int WindowBytes = 2 * LogBlock.MaxLength;

    /// <summary>The log blobs by name: those of one process in the order in which they were written.</summary>
    public async Task<IReadOnlyList<LogBlob>> ListAsync(CancellationToken cancellation)
    {
        var logs = new List<LogBlob>();
        var listing = container.Client.GetBlobsAsync(BlobTraits.None, BlobStates.None, ActivityBlobNames.Logs, cancellation);
        await foreach (var item in listing)
        {
            var properties = item.Properties;
            logs.Add(new LogBlob(item.Name, properties.ContentLength!.Value, properties.ETag!.Value, properties.LastModified!.Value));
        }
        return logs;
    }

    /// <summary>Reads the blocks from an offset up to the length that the listing gave. Only whole blocks are ever in a log.</summary>
    public async IAsyncEnumerable<PlacedBlock> ReadAsync(
        LogBlob log, long from, int partitions, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (from < log.Length)
        {
            var range = new HttpRange(from, Math.Min(WindowBytes, log.Length - from));
            var answer = await container.Blob(log.Name).DownloadContentAsync(new BlobDownloadOptions { Range = range }, cancellation);
            var window = answer.Value.Content.ToMemory();
            var read = 0;
            while (NextLength(log, from + read, window[read..]) is { } length)
            {
                var block = LogBlock.Read(log.Name, from + read, window.Slice(read, length).ToArray(), partitions);
                yield return new PlacedBlock(block, from + read, length);
                read += length;
            }
            if (read == 0)
                throw new CustomerJourneys.Activities.Binary.CorruptBlobException(log.Name, $"block at {from}", "it ends early");
            from += read;
        }
    }

    /// <summary>Deletes a folded log, unless somebody appended to it since it was listed.</summary>
    /// <returns>Whether it was deleted by this call.</returns>
    public async Task<bool> TryDeleteAsync(LogBlob log, CancellationToken cancellation)
    {
        try
        {
            await container.Blob(log.Name).DeleteAsync(DeleteSnapshotsOption.None, new BlobRequestConditions { IfMatch = log.ETag }, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    private static int? NextLength(LogBlob log, long offset, ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < LogBlock.HeaderLength)
            return null;
        var (length, _) = LogBlock.ReadHeader(log.Name, offset, rest.Span[..LogBlock.HeaderLength]);
        return length <= rest.Length ? length : null;
    }
}

/// <summary>A log blob as it was when it was listed.</summary>
internal sealed record LogBlob(string Name, long Length, ETag ETag, DateTimeOffset LastModified);

/// <summary>A block and where it lies in its log.</summary>
internal readonly record struct PlacedBlock(LogBlock Block, long Offset, int Length);
