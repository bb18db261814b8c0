using System.Text.Json.Serialization;
using CustomerJourneys.Storage.Activities.Rewriting;

namespace CustomerJourneys.Storage.Activities;

/// <summary>The JSON of manifests and of the store's metadata; strict, so that a newer form is never half understood.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PartitionManifest))]
[JsonSerializable(typeof(FirstPartitionManifest))]
[JsonSerializable(typeof(StoreMetadata))]
[JsonSerializable(typeof(LedgerEntry))]
internal sealed partial class ActivityJson : JsonSerializerContext;

/// <summary>What is fixed when a store is created.</summary>
internal sealed record StoreMetadata(int SchemaVersion, int Partitions);
