using Azure.Data.Tables;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Recalculation;

/// <summary>
/// The rows of runs as this process read or wrote them last. One that has ended never changes and is not read again for a while. One that is open may have
/// changed since: it serves only to try a change on, which is lost if so. For several threads.
/// </summary>
internal sealed class RecentRows(TimeProvider time)
{
    private const int Capacity = 256;

    // A run of many journeys has a large row.
    private const int MaxBytes = 16 * 1024;

    // Rows of runs that ended are deleted, in the end, perhaps by another process.
    private static readonly TimeSpan EndedStay = TimeSpan.FromSeconds(10);
    private readonly BoundedCache<string, (TableEntity Row, DateTimeOffset KeptAt)> _rows = new(Capacity);

    /// <summary>Keeps a row that is as it was stored.</summary>
    public void Keep(string id, TableEntity row)
    {
        if (row.ETag != default && StoredContent.SizeOf(row) <= MaxBytes)
            _rows.Add(id, (row, time.GetUtcNow()));
        else
            _rows.Remove(id);
    }

    /// <summary>The row of a run that was seen to have ended, if it is here.</summary>
    public TableEntity? FindEnded(string id) =>
        _rows.TryGet(id, out var kept) && !OpenRows.IsOpen(kept.Row) && time.GetUtcNow() - kept.KeptAt < EndedStay ? kept.Row : null;

    /// <summary>The row of a run, if it is here, to try a change on; it is kept no more.</summary>
    public TableEntity? Take(string id)
    {
        if (!_rows.TryGet(id, out var kept))
            return null;
        _rows.Remove(id);
        return kept.Row;
    }

    /// <summary>Forgets a row.</summary>
    public void Forget(string id) => _rows.Remove(id);

    /// <summary>Forgets all rows.</summary>
    public void Clear() => _rows.Clear();
}
