using System.Text.Json;
using System.Text.Unicode;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// Reads one JSON object a line, in memory bounded by the longest line; blank lines are no rows. Either each line is an activity in
/// the API's shape, strictly, or its members are taken as columns: then a number or truth value is taken as its text (a number stays
/// one as a property), <c>null</c> is a missing field, and members that are not mapped may hold anything.
/// </summary>
internal sealed class NdjsonActivityReader : IRowReader
{
    private const int MaxDepth = 64;
    private readonly ByteWindow _window;
    private readonly int _maxRowBytes;
    private readonly RowTarget[]? _targets;

    private NdjsonActivityReader(ByteWindow window, ImportMapping mapping, int maxRowBytes)
    {
        _window = window;
        _maxRowBytes = maxRowBytes;
        IdIsOptional = mapping.Id is null;
        if (!mapping.IsActivityJson)
            _targets = [.. RowTarget.Of(mapping)];
    }

    public long BytesPassed => _window.Passed;

    public bool IdIsOptional { get; }

    /// <summary>Makes sure that the file is not empty.</summary>
    public static async Task<NdjsonActivityReader> OpenAsync(ByteWindow window, ImportMapping mapping, int maxRowBytes, CancellationToken cancellation)
    {
        await LineStart.PassByteOrderMarkAsync(window, cancellation);
        return new NdjsonActivityReader(window, mapping, maxRowBytes);
    }

    public ValueTask<bool> ReadAsync(ActivityDraft draft, List<FieldError> errors, CancellationToken cancellation)
    {
        // Nearly always the line is in memory already, and nothing needs to wait.
        draft.Clear();
        return TryRead(draft, errors) ? ValueTask.FromResult(true) : ReadMoreAsync(draft, errors, cancellation);
    }

    public void Dispose() => _window.Dispose();

    private async ValueTask<bool> ReadMoreAsync(ActivityDraft draft, List<FieldError> errors, CancellationToken cancellation)
    {
        while (!TryRead(draft, errors))
        {
            if (_window.Unread.Length > _maxRowBytes)
            {
                errors.Add(new FieldError("", "row_too_long", $"A row has at most {_maxRowBytes} bytes."));
                await LineStart.PassLineAsync(_window, cancellation);
                return true;
            }

            if (_window.Ended)
                return false;
            await _window.MoreAsync(cancellation);
        }

        return true;
    }

    // false when there is no whole line.
    private bool TryRead(ActivityDraft draft, List<FieldError> errors)
    {
        while (true)
        {
            var unread = _window.Unread;
            var end = unread[..Math.Min(unread.Length, _maxRowBytes + 1)].IndexOf((byte)'\n');
            if (end < 0 && (!_window.Ended || unread.IsEmpty || unread.Length > _maxRowBytes))
                return false;
            var line = (end < 0 ? unread : unread[..end]).Trim(" \t\r"u8);
            if (!line.IsEmpty)
                Read(line, draft, errors);
            _window.Advance(end < 0 ? unread.Length : end + 1);
            if (!line.IsEmpty)
                return true;
        }
    }

    private void Read(ReadOnlySpan<byte> line, ActivityDraft draft, List<FieldError> errors)
    {
        if (!Utf8.IsValid(line))
        {
            errors.Add(new FieldError("", "row_encoding_invalid", "The row is not valid UTF-8."));
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = _targets is null ? StrictJson.MaxDepth : MaxDepth });
            reader.Read();
            if (_targets is null)
                ActivityJson.Read(ref reader, draft, ActivityPath.None, errors);
            else
                ReadMembers(ref reader, _targets, draft, errors);
            if (reader.Read())
                throw new JsonException();
        }
        catch (JsonException)
        {
            errors.Clear();
            errors.Add(new FieldError("", "malformed_json", "The line is not one JSON object."));
        }
    }

    private static void ReadMembers(ref Utf8JsonReader reader, RowTarget[] targets, ActivityDraft draft, List<FieldError> errors)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        var seen = 0UL;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = FindTargets(ref reader, targets);
            if ((seen & found) != 0)
                errors.Add(new FieldError("", "duplicate_member", "A mapped member occurs twice."));
            seen |= found;
            reader.Read();
            for (var i = 0; found != 0 && i < targets.Length; i++)
            {
                if ((found & (1UL << i)) != 0)
                    Put(ref reader, targets[i], draft, errors);
            }

            reader.Skip();
        }
    }

    // As bits: there are at most nine targets and as many properties as an activity has.
    private static ulong FindTargets(ref Utf8JsonReader reader, RowTarget[] targets)
    {
        // Comparing in place throws on half a surrogate pair.
        string? name = null;
        if (reader.ValueIsEscaped && !ActivityJson.TryGetText(ref reader, out name))
            return 0;
        var found = 0UL;
        for (var i = 0; i < targets.Length; i++)
        {
            if (name is null ? reader.ValueSpan.SequenceEqual(targets[i].Utf8Source) : name == targets[i].Source)
                found |= 1UL << i;
        }

        return found;
    }

    private static void Put(ref Utf8JsonReader reader, RowTarget target, ActivityDraft draft, List<FieldError> errors)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String when ActivityJson.TryStore(ref reader, draft, out var text):
                target.Put(draft, text);
                break;
            case JsonTokenType.String:
                errors.Add(new FieldError("", "text_invalid", $"'{target.Source}' is not valid Unicode text."));
                break;
            case JsonTokenType.Number when target.IsProperty:
                if (reader.TryGetDouble(out var number) && double.IsFinite(number))
                    draft.Properties.Add(target.Utf8Source, number);
                else
                    errors.Add(new FieldError("", "property_invalid", "A property is a text or a finite number."));
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                target.Put(draft, reader.ValueSpan);
                break;
            default:
                errors.Add(new FieldError("", "text_expected", $"'{target.Source}' must be a text or a number."));
                break;
        }
    }
}
