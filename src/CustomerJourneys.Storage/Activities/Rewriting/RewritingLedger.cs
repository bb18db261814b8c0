using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Rewriting;

namespace CustomerJourneys.Storage.Activities.Rewriting;

/// <summary>
/// One blob that says which merge or erasure is under way, so that there is one at a time and whoever comes next finishes what broke off.
/// It holds ids only as long as it is open.
/// </summary>
internal sealed class RewritingLedger(ActivityContainer container, TimeProvider time)
{
    public async Task<StoredLedger> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await container.Blob(ActivityBlobNames.Ledger).DownloadContentAsync(cancellation);
            var ledger = JsonSerializer.Deserialize(answer.Value.Content.ToMemory().Span, ActivityJson.Default.LedgerEntry);
            return ledger is { SchemaVersion: LedgerEntry.CurrentVersion, Sequence: >= 0 }
                ? new StoredLedger(ledger, answer.Value.Details.ETag)
                : throw new CorruptBlobException(ActivityBlobNames.Ledger, "ledger", "its version is unknown here");
        }
        catch (JsonException e)
        {
            throw new CorruptBlobException(ActivityBlobNames.Ledger, "ledger", e.Message);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return new StoredLedger(new LedgerEntry(LedgerEntry.CurrentVersion, 0, null), null);
        }
    }

    /// <summary>Opens or closes an entry if the ledger is still the one that was read.</summary>
    public async Task<StoredLedger?> TryWriteAsync(StoredLedger read, OpenRewriting? open, CancellationToken cancellation)
    {
        var history = read.Entry.History ?? RewritingHistory.None;
        if (open is null && read.Entry.Open is { } ended)
            history = history.With(time.GetUtcNow().ToUnixTimeMilliseconds(), isErasure: ended.Survivor is null);
        var next = new LedgerEntry(LedgerEntry.CurrentVersion, read.Entry.Sequence + 1, open, history);
        var conditions = read.ETag is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(next, ActivityJson.Default.LedgerEntry), writable: false);
            var answer = await container.Blob(ActivityBlobNames.Ledger).UploadAsync(content, ActivityContainer.PutOptions(conditions), cancellation);
            return new StoredLedger(next, answer.Value.ETag);
        }
        catch (RequestFailedException e) when (ActivityContainer.IsTaken(e))
        {
            return null;
        }
    }
}

/// <summary>What the ledger says.</summary>
/// <param name="SchemaVersion">The version of this form.</param>
/// <param name="Sequence">Rises with each opening and closing.</param>
/// <param name="Open">What is under way.</param>
/// <param name="History">When those before it ended; an earlier version kept none.</param>
internal sealed record LedgerEntry(int SchemaVersion, long Sequence, OpenRewriting? Open, RewritingHistory? History = null)
{
    public const int CurrentVersion = 1;
}

/// <summary>A merge or an erasure that is under way.</summary>
/// <param name="ContactId">The contact that goes.</param>
/// <param name="Survivor">The contact that it is merged into; none if it is erased.</param>
/// <param name="At">When a merge was asked for, in milliseconds since 1970; one that an earlier version began has none, and joins no attributes.</param>
internal sealed record OpenRewriting(string ContactId, string? Survivor, long? At = null);

/// <summary>The ledger and the version it was read as; without one there is none yet.</summary>
internal sealed record StoredLedger(LedgerEntry Entry, ETag? ETag);
