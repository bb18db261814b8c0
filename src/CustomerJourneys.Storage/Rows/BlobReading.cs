using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace CustomerJourneys.Storage.Rows;

/// <summary>Reading blobs that may not be there.</summary>
internal static class BlobReading
{
    /// <summary>The whole blob, or <see langword="null"/> when there is none.</summary>
    public static async Task<BlobDownloadResult?> FindAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            return await blob.DownloadContentAsync(cancellation);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }
}
