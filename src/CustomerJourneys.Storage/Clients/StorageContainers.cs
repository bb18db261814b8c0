using Azure.Storage.Blobs;

namespace CustomerJourneys.Storage.Clients;

/// <summary>The blob containers of the deployment; each is created on first use, without public access.</summary>
public sealed class StorageContainers
{
    private readonly CreateOnce<BlobContainerClient> _containers;

    /// <summary>Containers of an account.</summary>
    public StorageContainers(BlobServiceClient service, StorageNames names)
    {
        _containers = new(async name =>
        {
            var container = service.GetBlobContainerClient(names.Of(name));
            await container.CreateIfNotExistsAsync();
            return container;
        });
    }

    /// <summary>The container with this name (without prefix), ready for use.</summary>
    public Task<BlobContainerClient> OpenAsync(string name, CancellationToken cancellation) => _containers.GetAsync(name, cancellation);
}
