using CustomerJourneys.Problems;

namespace CustomerJourneys.Activities;

/// <summary>Takes batches of activities: all of a batch is durable when it returns, or nothing of it is stored.</summary>
public sealed class ActivityIngestion(IActivityLog log, IdSource ids, TimeProvider time)
{
    /// <summary>The longest idempotency key: it becomes a part of ids.</summary>
    public const int MaxIdempotencyKey = 100;

    private readonly RecentActivities _recent = new(capacity: 1 << 18);

    /// <summary>Takes a batch.</summary>
    /// <param name="body">The batch as UTF-8: JSON or NDJSON.</param>
    /// <param name="isNdjson">Whether it is NDJSON.</param>
    /// <param name="idempotencyKey">Makes the ids of activities that come without one: the key and the index, so that the same batch may be sent again.</param>
    /// <param name="cancellation">Stops waiting; what was handed over may still become durable.</param>
    /// <returns>
    /// How many were accepted, and how many repeat one of the same request or of a recent one. Repeats of older ones fall when the log is folded.
    /// </returns>
    /// <exception cref="ProblemException">Something in the batch is wrong; nothing is stored.</exception>
    public async Task<CommitCounts> AddAsync(ReadOnlyMemory<byte> body, bool isNdjson, string? idempotencyKey, CancellationToken cancellation)
    {
        if (idempotencyKey is not null && (idempotencyKey.Length > MaxIdempotencyKey || ActivityRules.CheckActivityId(idempotencyKey) is not null))
            throw ProblemException.Invalid("Idempotency-Key", "idempotency_key_invalid", $"An idempotency key has 1 to {MaxIdempotencyKey} characters of A-Z a-z 0-9 . _ ~ : @ + -");
        Func<int, string> newId = idempotencyKey is null ? _ => ids.NewId() : index => $"{idempotencyKey}:{index}";
        var now = time.GetUtcNow();
        var batch = isNdjson ? ActivityBatch.ReadNdjson(body.Span, newId, now) : ActivityBatch.ReadJson(body.Span, newId, now);
        var known = _recent.CountKnown(batch.Keys);
        if (batch.Keys.Count > 0)
            await log.AppendAsync(batch.Frames, cancellation);
        _recent.Add(batch.Keys);
        return new CommitCounts(batch.Keys.Count - known, batch.Count - batch.Keys.Count + known);
    }
}
