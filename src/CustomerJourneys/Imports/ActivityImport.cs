namespace CustomerJourneys.Imports;

/// <summary>
/// One import of a file of activities, and how far it is. <see cref="Accepted"/>, <see cref="Duplicates"/> and
/// <see cref="RejectedCount"/> always add up to <see cref="Rows"/>.
/// </summary>
/// <param name="Id">Its id; also the id of its orchestration.</param>
/// <param name="Blob">The file, in the imports container.</param>
/// <param name="Mapping">How the file is read.</param>
/// <param name="Status">How far it is.</param>
/// <param name="RequestedAt">When it was requested.</param>
public sealed record ActivityImport(
    string Id,
    string Blob,
    ImportMapping Mapping,
    ImportStatus Status,
    DateTimeOffset RequestedAt)
{
    /// <summary>Rows read and settled so far, without the header and blank lines: where a run that broke off goes on.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that became activities; they are stored.</summary>
    public long Accepted { get; init; }

    /// <summary>Rows whose activity was there before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Rows that could not be read.</summary>
    public long RejectedCount { get; init; }

    /// <summary>The first 100 rows that could not be read.</summary>
    public IReadOnlyList<RejectedRow> Rejected { get; init; } = [];

    /// <summary>Bytes of the file read so far, and its size, for showing progress.</summary>
    public long BytesRead { get; init; }

    /// <summary>The size of the file in bytes.</summary>
    public long BytesTotal { get; init; }

    /// <summary>Which version of the file <see cref="Rows"/> counts; <see langword="null"/> before the first rows are settled.</summary>
    public string? FileVersion { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The code of what made it fail.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What made it fail, for people.</summary>
    public string? Error { get; init; }
}

/// <summary>A row that could not be read.</summary>
/// <param name="Row">Its number: 1 for the first row after the header.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Message">A sentence for people, without the row's content.</param>
public sealed record RejectedRow(long Row, string Code, string Message);

/// <summary>How far an import is.</summary>
public enum ImportStatus
{
    /// <summary>The file is stored; rows are read.</summary>
    Running,

    /// <summary>Every row was read; the good ones are stored.</summary>
    Succeeded,

    /// <summary>
    /// The file could not be read, or not to its end. With a bad header or mapping nothing of it is stored; where it breaks off
    /// later, the counters tell what is. Importing the corrected file adds what is missing.
    /// </summary>
    Failed,
}

/// <summary>How a file is read.</summary>
/// <param name="Format">CSV with a header, or one JSON object a line.</param>
/// <param name="ContactId">The column of the contact id.</param>
/// <param name="Type">The column of the activity type.</param>
/// <param name="OccurredAt">The column of the time.</param>
/// <param name="Id">The column of the activity id; <see langword="null"/> derives ids from the rows.</param>
/// <param name="Fields">Columns of <c>value</c>, <c>title</c>, <c>url</c>, <c>referrer</c> and <c>channel</c>, by field.</param>
/// <param name="Properties">Columns that become properties of their name.</param>
/// <param name="Gzip">Whether the file is compressed with gzip.</param>
public sealed record ImportMapping(
    ImportFormat Format,
    string ContactId,
    string Type,
    string OccurredAt,
    string? Id,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<string> Properties,
    bool Gzip)
{
    /// <summary>
    /// Whether each line is an activity in the shape of the API, nested properties included. Columns are not looked at then,
    /// and an id is derived for each line that has none. For NDJSON only.
    /// </summary>
    public bool IsActivityJson { get; init; }
}

/// <summary>The format of a file.</summary>
public enum ImportFormat
{
    /// <summary>Comma-separated values with a header (RFC 4180).</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Ndjson,
}
