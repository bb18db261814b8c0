using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace LocalSdk.Runtime.Timers;

/// <summary>The lock that one process holds while it runs a timer: a blob lease, as the real host has it.</summary>
internal sealed class TimerLock : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);
    private readonly BlobLeaseClient _lease;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Task _renewing;

    private TimerLock(BlobLeaseClient lease)
    {
        _lease = lease;
        _renewing = RenewAsync();
    }

    /// <summary>Fires when the lock cannot be held any longer.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the lock, or gives <see langword="null"/> while another process holds it.</summary>
    public static async Task<TimerLock?> TryTakeAsync(BlobContainerClient container, string hostId, string function, CancellationToken cancellation)
    {
        BlobClient blob = container.GetBlobClient($"locks/{hostId}/{function}.Listener");
        await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
        try
        {
            await blob.UploadAsync(BinaryData.Empty, new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, cancellation);
        }
        catch (RequestFailedException error) when (error.Status is 409 or 412)
        {
            // It exists, held or not.
        }

        BlobLeaseClient lease = blob.GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(Duration, cancellationToken: cancellation);
            return new(lease);
        }
        catch (RequestFailedException error) when (error.Status == 409)
        {
            return null;
        }
    }

    /// <summary>Gives the lock up, so that the next process need not wait for it to run out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _released.CancelAsync();
        await _renewing;
        try
        {
            await _lease.ReleaseAsync();
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException)
        {
            // Storage went away first; the lease runs out by itself.
        }

        _lost.Dispose();
        _released.Dispose();
    }

    private async Task RenewAsync()
    {
        long renewed = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await Task.Delay(Duration / 3, _released.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_released.IsCancellationRequested)
            {
                return;
            }

            try
            {
                long asked = TimeProvider.System.GetTimestamp();
                using CancellationTokenSource late = new(Duration / 3);
                await _lease.RenewAsync(cancellationToken: late.Token);
                renewed = asked;
            }
            catch (RequestFailedException error) when (error.Status is 404 or 409 or 412)
            {
                await _lost.CancelAsync();
                return;
            }
            catch (Exception error) when (error is RequestFailedException or AggregateException or OperationCanceledException)
            {
                if (TimeProvider.System.GetElapsedTime(renewed) > Duration * 2 / 3)
                {
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
    }
}
