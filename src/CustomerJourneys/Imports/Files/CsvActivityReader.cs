using System.Text;
using System.Text.Unicode;
using CustomerJourneys.Activities;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// Reads CSV with a header, in memory bounded by the longest row. Empty lines are no rows. An empty cell is a missing field; a cell
/// of a property stays a text, since comparing takes numeric texts for numbers. A row whose form is wrong is rejected and the next
/// line begins a row; only a quoted field without an end leaves no place to go on from, and ends the import.
/// </summary>
internal sealed class CsvActivityReader : IRowReader
{
    private const int MaxColumns = 4096;
    private const int LineEnd = 2;
    private readonly ByteWindow _window;
    private readonly int _maxRowBytes;
    private readonly CsvRecord _record;
    private readonly int _columns;
    private readonly (int Column, RowTarget Target)[] _targets;
    private long _row;

    private CsvActivityReader(ByteWindow window, int maxRowBytes, CsvRecord record, int columns, (int Column, RowTarget Target)[] targets, bool idIsOptional)
    {
        _window = window;
        _maxRowBytes = maxRowBytes;
        _record = record;
        _columns = columns;
        _targets = targets;
        IdIsOptional = idIsOptional;
    }

    public long BytesPassed => _window.Passed;

    public bool IdIsOptional { get; }

    /// <summary>Reads the header.</summary>
    public static async Task<CsvActivityReader> OpenAsync(ByteWindow window, ImportMapping mapping, int maxRowBytes, CancellationToken cancellation)
    {
        await LineStart.PassByteOrderMarkAsync(window, cancellation);
        var record = new CsvRecord(MaxColumns);
        while (true)
        {
            var bytes = Row(window, maxRowBytes, out var isEnd);
            switch (record.Scan(bytes, isEnd))
            {
                case CsvRecord.Outcome.Whole when record.Count <= MaxColumns && Utf8.IsValid(bytes[..record.Length]):
                    var targets = FindColumns(ReadHeader(record, bytes), mapping);
                    window.Advance(record.Length);
                    return new CsvActivityReader(window, maxRowBytes, record, record.Count, targets, mapping.Id is null);
                case CsvRecord.Outcome.Unfinished or CsvRecord.Outcome.UnfinishedQuote when !isEnd && bytes.Length < maxRowBytes + LineEnd:
                    await window.MoreAsync(cancellation);
                    break;
                default:
                    throw new ImportFileException(
                        "import_header_invalid", $"The first line is no header: UTF-8, up to {MaxColumns} names with commas between them, {maxRowBytes} bytes at most.");
            }
        }
    }

    public ValueTask<bool> ReadAsync(ActivityDraft draft, List<FieldError> errors, CancellationToken cancellation)
    {
        // Nearly always the row is in memory already, and nothing needs to wait.
        draft.Clear();
        return _window.Unread is [not ((byte)'\n' or (byte)'\r'), ..] && TryRead(draft, errors) ? ValueTask.FromResult(true) : ReadMoreAsync(draft, errors, cancellation);
    }

    public void Dispose() => _window.Dispose();

    // What is looked at is cut to the longest row, so that what is found does not depend on how much happens to be in memory.
    private static ReadOnlySpan<byte> Row(ByteWindow window, int maxRowBytes, out bool isEnd)
    {
        var unread = window.Unread;
        isEnd = window.Ended && unread.Length < maxRowBytes + LineEnd;
        return unread.Length < maxRowBytes + LineEnd ? unread : unread[..(maxRowBytes + LineEnd)];
    }

    private static string[] ReadHeader(CsvRecord record, ReadOnlySpan<byte> bytes)
    {
        var names = new string[record.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var name = record.Field(bytes, i, out var isEscaped);
            var buffer = new byte[name.Length];
            names[i] = Encoding.UTF8.GetString(isEscaped ? buffer.AsSpan(0, Unescape(name, buffer)) : name);
        }

        return names;
    }

    // Doubled quotes become one.
    private static int Unescape(ReadOnlySpan<byte> cell, Span<byte> target)
    {
        var length = 0;
        for (var at = 0; at < cell.Length; at++)
        {
            target[length++] = cell[at];
            if (cell[at] == '"')
                at++;
        }

        return length;
    }

    private static (int Column, RowTarget Target)[] FindColumns(string[] header, ImportMapping mapping)
    {
        return [.. RowTarget.Of(mapping).Select(target => (ColumnOf(target.Source), target))];

        int ColumnOf(string name)
        {
            var column = Array.IndexOf(header, name);
            if (column < 0)
                throw new ImportFileException("import_column_missing", $"The header has no column '{name}'. Columns are separated by commas and named exactly.");
            if (Array.LastIndexOf(header, name) != column)
                throw new ImportFileException("import_column_ambiguous", $"The header has more than one column '{name}'.");
            return column;
        }
    }

    private static void Reject(List<FieldError> errors, string code, string message) => errors.Add(new FieldError("", code, message));

    private async ValueTask<bool> ReadMoreAsync(ActivityDraft draft, List<FieldError> errors, CancellationToken cancellation)
    {
        while (await LineStart.PassBlankLinesAsync(_window, cancellation))
        {
            if (TryRead(draft, errors))
                return true;
            if (_window.Unread.Length >= _maxRowBytes + LineEnd)
            {
                _row++;
                Reject(errors, "row_too_long", $"A row has at most {_maxRowBytes} bytes.");
                await LineStart.PassLineAsync(_window, cancellation);
                return true;
            }

            await _window.MoreAsync(cancellation);
        }

        return false;
    }

    // false when the row is not there as a whole.
    private bool TryRead(ActivityDraft draft, List<FieldError> errors)
    {
        var bytes = Row(_window, _maxRowBytes, out var isEnd);
        var outcome = _record.Scan(bytes, isEnd);
        switch (outcome)
        {
            case CsvRecord.Outcome.UnfinishedQuote when isEnd || bytes.Length == _maxRowBytes + LineEnd:
                throw new ImportFileException(
                    "import_quote_unclosed", $"A quoted field in row {_row + 1} does not end within {_maxRowBytes} bytes, or at all.");
            case CsvRecord.Outcome.Unfinished or CsvRecord.Outcome.UnfinishedQuote:
                return false;
            case CsvRecord.Outcome.Misquoted:
                Reject(errors, "csv_quote_misplaced", "A quote stands inside a field that is not quoted, or text behind a closing quote.");
                break;
            default:
                Read(bytes[.._record.Length], draft, errors);
                break;
        }

        _window.Advance(_record.Length);
        _row++;
        return true;
    }

    private void Read(ReadOnlySpan<byte> bytes, ActivityDraft draft, List<FieldError> errors)
    {
        if (_record.Count != _columns)
            Reject(errors, "csv_field_count", $"The header has {_columns} columns, and this row has {_record.Count}.");
        else if (!Utf8.IsValid(bytes))
            Reject(errors, "row_encoding_invalid", "The row is not valid UTF-8.");
        else
        {
            foreach (var (column, target) in _targets)
            {
                var cell = _record.Field(bytes, column, out var isEscaped);
                if (isEscaped)
                    target.Put(draft, draft.Take(Unescape(cell, draft.Room(cell.Length))));
                else if (!cell.IsEmpty)
                    target.Put(draft, cell);
            }
        }
    }
}
