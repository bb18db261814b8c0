using System.Buffers;
using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using CustomerJourneys.Imports;
using CustomerJourneys.Storage.Clients;

namespace CustomerJourneys.Storage.Imports;

/// <summary>Files of imports as block blobs in container <c>imports</c>.</summary>
internal sealed class ImportFiles(StorageContainers containers, IdSource ids)
{
    private const int BlockSize = 4 * 1024 * 1024;
    private const int MaxBlocks = 50_000;
    private const int MaxNameLength = 1_024;

    /// <summary>Sends a file block by block; the list of blocks, sent last, makes it visible.</summary>
    public async Task SaveAsync(string name, Stream content, CancellationToken cancellation)
    {
        if (!IsName(name))
            throw new ArgumentException("This cannot be the name of a file in the imports container.", nameof(name));
        var blob = (await ContainerAsync(cancellation)).GetBlockBlobClient(name);

        // Another upload under this name must not mix its blocks with ours: each has its own ids, all of one length as the service demands.
        var upload = ids.NewId();
        var blocks = new List<string>();
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            int length;
            while ((length = await content.ReadAtLeastAsync(buffer.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, cancellation)) > 0)
            {
                if (blocks.Count == MaxBlocks)
                    throw new InvalidOperationException($"An import file has at most {MaxBlocks} blocks of {BlockSize} bytes.");
                var number = blocks.Count.ToString("d5", CultureInfo.InvariantCulture);
                var block = Convert.ToBase64String(Encoding.ASCII.GetBytes(upload + number));
                using var bytes = new MemoryStream(buffer, 0, length, writable: false);
                await blob.StageBlockAsync(block, bytes, cancellationToken: cancellation);
                blocks.Add(block);
            }

            await blob.CommitBlockListAsync(blocks, cancellationToken: cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Opens a file; it is read range by range, all of the version that was opened.</summary>
    public async Task<ImportFile?> OpenAsync(string name, CancellationToken cancellation)
    {
        if (!IsName(name))
            return null;
        var blob = (await ContainerAsync(cancellation)).GetBlobClient(name);
        try
        {
            var version = (await blob.GetPropertiesAsync(cancellationToken: cancellation)).Value.ETag;
            var content = await blob.OpenReadAsync(
                new BlobOpenReadOptions(allowModifications: false) { BufferSize = BlockSize, Conditions = new BlobRequestConditions { IfMatch = version } }, cancellation);
            return new ImportFile(content, content.Length, version.ToString());
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Deletes a file, if it is there.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        if (IsName(name))
            await (await ContainerAsync(cancellation)).GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellation);
    }

    // Callers name files in requests. A segment of dots would lead out of the container, since addresses are reduced on their way.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && !name.Any(char.IsControl)
        && name.Split('/', '\\').All(segment => segment.Trim('.').Length > 0);

    private Task<BlobContainerClient> ContainerAsync(CancellationToken cancellation) => containers.OpenAsync("imports", cancellation);
}
