using System.Globalization;
using System.Text.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Json;

/// <summary>
/// Reads the members of one JSON object and notes every error with its path, so that a request learns all of them at once.
/// A member that is missing, or <c>null</c>, gives the default; one that was never asked for is an <c>unknown_member</c>.
/// </summary>
public sealed class JsonMembers
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly List<FieldError> _errors;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    private JsonMembers(JsonElement value, string path, List<FieldError> errors)
    {
        _object = value;
        _path = path;
        _errors = errors;
    }

    /// <summary>Begins to read an object; notes <c>object_expected</c> and gives <see langword="null"/> when it is none.</summary>
    public static JsonMembers? Of(JsonElement value, string path, List<FieldError> errors)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return new JsonMembers(value, path, errors);
        errors.Add(new FieldError(path, "object_expected", "This must be a JSON object."));
        return null;
    }

    /// <summary>The path of a member.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    /// <summary>Notes an error at a member.</summary>
    public void Fail(string name, string code, string message) => _errors.Add(new FieldError(PathOf(name), code, message));

    /// <summary>Notes errors whose paths are whole already.</summary>
    public void Fail(IEnumerable<FieldError> errors) => _errors.AddRange(errors);

    /// <summary>Notes that a member is required.</summary>
    public void FailMissing(string name) => Fail(name, "required", $"'{name}' is required.");

    /// <summary>A member as it is, or <see langword="null"/> when it is missing or <c>null</c>.</summary>
    public JsonElement? Find(string name)
    {
        _asked.Add(name);
        return _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>A text of at most <paramref name="maxLength"/> characters (UTF-16 code units).</summary>
    /// <returns>The text; <see langword="null"/> when it is missing or wrong (which is noted).</returns>
    public string? Text(string name, int maxLength, bool required = false)
    {
        if (Find(name) is not { } value)
        {
            if (required)
                FailMissing(name);
            return null;
        }

        return ReadText(value, PathOf(name), name, maxLength);
    }

    /// <summary>How many items an array has; 0 when it is missing or no array (which is not noted).</summary>
    public int Count(string name) => Find(name) is { ValueKind: JsonValueKind.Array } value ? value.GetArrayLength() : 0;

    /// <summary>An array of texts of at most <paramref name="maxLength"/> characters each; empty when it is missing.</summary>
    /// <returns>The texts, without those that are wrong (which are noted).</returns>
    public IReadOnlyList<string> Texts(string name, int maxLength) =>
        [.. Array(name).Select(item => ReadText(item.Item, item.Path, name, maxLength)).OfType<string>()];

    /// <summary>A date: <c>yyyy-MM-dd</c>.</summary>
    public DateOnly? Date(string name)
    {
        if (Text(name, int.MaxValue) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Fail(name, "date_invalid", $"'{name}' must be a date such as 2027-01-15.");
        return null;
    }

    /// <summary>An object; notes <c>object_expected</c> when it is none.</summary>
    /// <returns>Its members; <see langword="null"/> when it is missing or wrong.</returns>
    public JsonMembers? Nested(string name) => Find(name) is { } value ? Of(value, PathOf(name), _errors) : null;

    /// <summary>An item of an array as an object; notes <c>object_expected</c> when it is none.</summary>
    public JsonMembers? Nested((JsonElement Item, string Path) item) => Of(item.Item, item.Path, _errors);

    /// <summary>A whole number within bounds.</summary>
    public long? WholeNumber(string name, long min, long max, string code)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max)
            return number;
        Fail(name, code, $"'{name}' must be a whole number from {min} to {max}.");
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Boolean(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Fail(name, "boolean_expected", $"'{name}' must be true or false.");
        return null;
    }

    /// <summary>One of a few names, exactly as listed.</summary>
    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> choices, string code)
        where T : struct
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && TryGetText(value, out var text) && choices.TryGetValue(text, out var choice))
            return choice;
        Fail(name, code, $"'{name}' must be one of: {string.Join(", ", choices.Keys)}.");
        return null;
    }

    /// <summary>The items of an array, each with its path; empty when it is missing or wrong (which is noted).</summary>
    public IReadOnlyList<(JsonElement Item, string Path)> Array(string name)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            Fail(name, "array_expected", $"'{name}' must be an array.");
            return [];
        }

        var path = PathOf(name);
        return [.. value.EnumerateArray().Select((item, i) => (item, $"{path}[{i}]"))];
    }

    /// <summary>Notes every member that was not asked for; call it last.</summary>
    public void RejectUnknown()
    {
        foreach (var member in _object.EnumerateObject())
        {
            if (!_asked.Contains(member.Name))
                _errors.Add(new FieldError(PathOf(member.Name), "unknown_member", $"There is no member '{member.Name}' here."));
        }
    }

    private string? ReadText(JsonElement value, string path, string name, int maxLength)
    {
        if (value.ValueKind != JsonValueKind.String)
            _errors.Add(new FieldError(path, "text_expected", $"'{name}' must be a text."));
        else if (!TryGetText(value, out var text))
            _errors.Add(new FieldError(path, "text_invalid", $"'{name}' is not valid Unicode text."));
        else if (text.Length > maxLength)
            _errors.Add(new FieldError(path, "text_too_long", $"'{name}' has at most {maxLength} characters; this one has {text.Length}."));
        else
            return text;
        return null;
    }

    /// <summary>Reads a text; JSON may escape half a surrogate pair, which is no text.</summary>
    private static bool TryGetText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
