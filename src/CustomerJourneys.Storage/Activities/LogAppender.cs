using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using CustomerJourneys.Activities.Log;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// Appends blocks to this process's own log blobs, one at a time. The blobs' names are new with each process, so nobody else
/// appends to them; every append names its position, so that a late arrival of an earlier try cannot take effect twice.
/// </summary>
internal sealed class LogAppender(ActivityContainer container, ActivityStorageOptions options, string instance, TimeProvider time, ILogger logger)
{
    private AppendBlobClient? _blob;
    private string _name = "";
    private int _epoch;
    private long _position;
    private int _blocks;

    /// <summary>Appends a block, and returns when it is durable.</summary>
    /// <exception cref="RequestFailedException">It could not be appended, or it is unknown whether it was.</exception>
    public async Task AppendAsync(byte[] block, string batchId)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await EnsureBlobAsync(block.Length);
                await AppendOnceAsync(block);
                return;
            }
            catch (Exception e) when (IsWorthAnotherTry(e))
            {
                if (await TrySettleAsync(e, batchId))
                    return;
                if (attempt >= options.AppendAttempts)
                    throw;
                logger.AppendRetried(e, batchId, _name, attempt);
            }
            await Task.Delay(options.RetryDelay * Math.Pow(2, attempt - 1), time);
        }
    }

    private async Task AppendOnceAsync(byte[] block)
    {
        using var content = new MemoryStream(block, writable: false);
        await _blob!.AppendBlockAsync(content, new AppendBlobAppendBlockOptions
        {
            Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = _position },
        });
        Advance(block.Length);
    }

    private async Task EnsureBlobAsync(int length)
    {
        if (_blob is not null && (_blocks >= options.MaxLogBlocks || (_blocks > 0 && _position + length > options.MaxLogBytes)))
            Leave();
        if (_blob is not null)
            return;
        _name = ActivityBlobNames.Log(instance, _epoch);
        var blob = container.AppendBlob(_name);
        try
        {
            await blob.CreateAsync(new AppendBlobCreateOptions { Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All } });
        }
        catch (RequestFailedException e) when (ActivityContainer.IsTaken(e))
        {
            // The name is ours alone: an earlier try of this request created it.
        }
        (_blob, _position, _blocks) = (blob, 0, 0);
        logger.LogRolled(_name);
    }

    /// <summary>Finds out whether a failed append took effect all the same. If even that fails it may be tried again: the position guards it.</summary>
    private async Task<bool> TrySettleAsync(Exception failure, string batchId)
    {
        if (_blob is null)
            return false;
        // Deleted once folded, sealed or full: what this batch needs is another blob. Had it arrived there before, its ids fall as repeats.
        if (failure is RequestFailedException { Status: 404 or 409 })
        {
            Leave();
            return false;
        }
        try
        {
            return await FindAsync(_blob, batchId);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            Leave();
            return false;
        }
        catch (Exception e) when (IsWorthAnotherTry(e))
        {
            return false;
        }
    }

    private async Task<bool> FindAsync(AppendBlobClient blob, string batchId)
    {
        var properties = await blob.GetPropertiesAsync();
        while (_position < properties.Value.ContentLength)
        {
            var header = await blob.DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(_position, LogBlock.HeaderLength) });
            var (length, id) = LogBlock.ReadHeader(_name, _position, header.Value.Content.ToMemory().Span);
            Advance(length);
            if (id == batchId)
            {
                logger.AppendSettled(batchId, _name);
                return true;
            }
        }
        return false;
    }

    private void Advance(int length)
    {
        _position += length;
        _blocks++;
    }

    private void Leave()
    {
        _blob = null;
        _epoch++;
    }

    /// <summary>Everything but a request that the service understood and refuses for good. No answer at all has status 0.</summary>
    private static bool IsWorthAnotherTry(Exception e) => e switch
    {
        RequestFailedException { Status: >= 400 and < 500 and not (404 or 408 or 409 or 412 or 429) } => false,
        RequestFailedException or HttpRequestException or IOException or TimeoutException or OperationCanceledException => true,
        AggregateException all => all.InnerExceptions.All(IsWorthAnotherTry),
        _ => false,
    };
}
