using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace CustomerJourneys.Storage.Rows;

/// <summary>JSON documents as blobs, with the number of their schema in the blob's metadata.</summary>
internal static class StoredBlob
{
    private const string SchemaName = "schema";

    /// <summary>Writes a document.</summary>
    /// <param name="blob">Where to.</param>
    /// <param name="schema">The schema of the document.</param>
    /// <param name="value">The document.</param>
    /// <param name="conditions">What must hold of the blob; else the client throws 409 or 412.</param>
    /// <param name="cancellation">Stops writing.</param>
    public static Task WriteAsync<T>(BlobClient blob, int schema, T value, BlobRequestConditions conditions, CancellationToken cancellation) =>
        blob.UploadAsync(
            BinaryData.FromBytes(StoredJson.Write(value)),
            new BlobUploadOptions
            {
                Conditions = conditions,
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                Metadata = new Dictionary<string, string> { [SchemaName] = schema.ToString(CultureInfo.InvariantCulture) },
            },
            cancellation);

    /// <summary>Reads a document.</summary>
    /// <param name="download">The blob.</param>
    /// <param name="newestSchema">The newest schema that the caller reads.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="StoredSchemaException">The schema is newer, or the document is not in its form.</exception>
    public static T Read<T>(BlobDownloadResult download, int newestSchema, string what)
    {
        if (!download.Details.Metadata.TryGetValue(SchemaName, out var text) || !int.TryParse(text, CultureInfo.InvariantCulture, out var schema))
            throw StoredSchemaException.Damaged(what, "its blob has no schema number.");
        if (schema < 1 || schema > newestSchema)
            throw StoredSchemaException.Newer(what, schema, newestSchema);
        return StoredJson.Read<T>(download.Content.ToMemory().Span, what);
    }
}
