using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// The rows of a file, one after the other, each an activity or a rejection, in bounded memory (but for what is remembered to derive
/// ids, see <see cref="ImportOptions.MaxRowsWithoutId"/>). The same file, mapping and present time always give the same rows.
/// </summary>
public sealed class ActivityFile : IAsyncDisposable
{
    private readonly ReadAheadStream _source;
    private readonly Stream _content;
    private readonly IRowReader _reader;
    private readonly DerivedIds? _ids;
    private readonly bool _hidesNames;
    private readonly DraftRules _rules;
    private readonly ActivityDraft _draft = new();
    private readonly List<FieldError> _errors = [];

    private ActivityFile(ReadAheadStream source, Stream content, IRowReader reader, ImportMapping mapping, DateTimeOffset now, ImportOptions options)
    {
        _source = source;
        _content = content;
        _reader = reader;
        _ids = reader.IdIsOptional ? new DerivedIds(options.MaxRowsWithoutId) : null;
        _hidesNames = mapping.IsActivityJson;
        _rules = new DraftRules(now.ToUnixTimeMilliseconds(), reader.IdIsOptional, TimeIsRequired: true, ZoneIsOptional: true);
    }

    /// <summary>The number of the present row: 1 for the first after the header; 0 before <see cref="ReadAsync"/>.</summary>
    public long Row { get; private set; }

    /// <summary>Why the present row is rejected; <see langword="null"/> when it is not.</summary>
    public RejectedRow? Rejected { get; private set; }

    /// <summary>How many bytes of the file were used, as stored.</summary>
    public long BytesRead => _source.Count;

    /// <summary>How many bytes of content the rows so far take, after decompression.</summary>
    public long ContentBytes => _reader.BytesPassed;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="source">The file; stays the caller's.</param>
    /// <param name="mapping">How it is read.</param>
    /// <param name="now">The present time, which no row may lie far ahead of.</param>
    /// <param name="options">The limits.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ImportFileException">The file cannot be read this way.</exception>
    public static async Task<ActivityFile> OpenAsync(
        Stream source, ImportMapping mapping, DateTimeOffset now, ImportOptions options, CancellationToken cancellation)
    {
        var ahead = new ReadAheadStream(source);
        Stream content = mapping.Gzip ? Gzip.Open(ahead, options.MaxDecompressedBytes) : ahead;
        var window = new ByteWindow(content);
        try
        {
            IRowReader reader = mapping.Format == ImportFormat.Csv
                ? await CsvActivityReader.OpenAsync(window, mapping, options.MaxRowBytes, cancellation)
                : await NdjsonActivityReader.OpenAsync(window, mapping, options.MaxRowBytes, cancellation);
            return new ActivityFile(ahead, content, reader, mapping, now, options);
        }
        catch
        {
            window.Dispose();
            await content.DisposeAsync();
            await ahead.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the next row.</summary>
    /// <param name="target">Takes the activity, unless the row is rejected; <see langword="null"/> for rows that are only passed over.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ImportFileException">The file cannot be read any further.</exception>
    public ValueTask<bool> ReadAsync(ActivityFrames? target, CancellationToken cancellation)
    {
        Rejected = null;
        _errors.Clear();
        // Nearly always the row is in memory already.
        var reading = _reader.ReadAsync(_draft, _errors, cancellation);
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(reading.Result && Take(target)) : TakeAsync(reading, target);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _content.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async ValueTask<bool> TakeAsync(ValueTask<bool> reading, ActivityFrames? target) => await reading && Take(target);

    private bool Take(ActivityFrames? target)
    {
        Row++;
        if (_errors.Count > 0 || !_draft.Check(ActivityPath.None, _rules, _errors))
        {
            Rejected = new RejectedRow(Row, _errors[0].Code, MessageOf(_errors[0]));
            return true;
        }

        if (_ids is not null && !_draft.Has(ActivityPart.Id))
            _ids.AddTo(_draft);
        target?.Add(_draft);
        return true;
    }

    // Where names of properties come from the rows, they are content, and content is not told.
    private string MessageOf(FieldError error) => _hidesNames && error.Path.StartsWith(ActivityField.PropertyPrefix, StringComparison.Ordinal) && error.Code == "text_too_long"
        ? $"A property has at most {ActivityRules.MaxText} characters."
        : error.Message;
}
