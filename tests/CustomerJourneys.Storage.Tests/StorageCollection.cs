using CustomerJourneys.Testing;

namespace CustomerJourneys.Storage.Tests;

/// <summary>The tests that share one emulator.</summary>
[CollectionDefinition(Name)]
public sealed class StorageCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "storage";
}
