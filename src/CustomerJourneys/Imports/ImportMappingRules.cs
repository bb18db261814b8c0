using CustomerJourneys.Activities;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Imports;

/// <summary>
/// Reads how a file is mapped from the parameters of a request, strictly: every error is told, with the parameter as its path.
/// <list type="bullet">
/// <item><c>format</c> is required: <c>csv</c> or <c>ndjson</c>.</item>
/// <item><c>contactId</c>, <c>type</c> and <c>occurredAt</c> name columns (NDJSON: members); absent, the column has the same name.</item>
/// <item><c>id</c>, <c>value</c>, <c>title</c>, <c>url</c>, <c>referrer</c> and <c>channel</c> are read only when they name a column.</item>
/// <item><c>properties</c> lists columns by commas (so their names hold none); each becomes a property of its name.</item>
/// <item>NDJSON without any of these is read in the shape of <c>POST /api/activities</c>.</item>
/// </list>
/// </summary>
public static class ImportMappingRules
{
    private const int MaxColumnName = 200;

    private static readonly Dictionary<string, ImportFormat> Formats = new(StringComparer.Ordinal)
    {
        ["csv"] = ImportFormat.Csv,
        ["ndjson"] = ImportFormat.Ndjson,
    };

    /// <summary>The names of all parameters.</summary>
    public static IReadOnlyList<string> Parameters => ["format", .. Columns, "properties"];

    private static readonly string[] Columns = ["contactId", "type", "occurredAt", "id", .. ActivityField.Fixed];

    /// <summary>Reads a mapping.</summary>
    /// <param name="parameters">The parameters; a name must not occur twice.</param>
    /// <param name="gzip">Whether the file is compressed with gzip.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static ImportMapping Read(IEnumerable<KeyValuePair<string, string>> parameters, bool gzip)
    {
        var errors = new List<FieldError>();
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            if (!Parameters.Contains(name))
                errors.Add(new FieldError(name, "unknown_parameter", $"There is no parameter '{name}' here."));
            else if (!given.TryAdd(name, value))
                errors.Add(new FieldError(name, "duplicate_parameter", $"'{name}' occurs twice."));
        }

        var format = ReadFormat(given, errors);
        foreach (var name in Columns.Where(given.ContainsKey))
            CheckColumn(name, given[name], errors);
        var properties = ReadProperties(given, errors);
        if (errors.Count > 0)
            throw ProblemException.Invalid(errors);
        return new ImportMapping(
            format,
            given.GetValueOrDefault("contactId", "contactId"),
            given.GetValueOrDefault("type", "type"),
            given.GetValueOrDefault("occurredAt", "occurredAt"),
            given.GetValueOrDefault("id"),
            ActivityField.Fixed.Where(given.ContainsKey).ToDictionary(field => field, field => given[field]),
            properties,
            gzip)
        {
            IsActivityJson = format == ImportFormat.Ndjson && given.Count == 1,
        };
    }

    private static ImportFormat ReadFormat(Dictionary<string, string> given, List<FieldError> errors)
    {
        if (!given.TryGetValue("format", out var name))
            errors.Add(new FieldError("format", "required", "'format' is required: csv or ndjson."));
        else if (!Formats.ContainsKey(name))
            errors.Add(new FieldError("format", "import_format_unknown", "'format' must be csv or ndjson."));
        return name is null ? default : Formats.GetValueOrDefault(name);
    }

    private static string[] ReadProperties(Dictionary<string, string> given, List<FieldError> errors)
    {
        if (!given.TryGetValue("properties", out var list))
            return [];
        var names = list.Split(',');
        foreach (var name in names)
        {
            if (ActivityRules.CheckPropertyName(name) is var (code, message))
                errors.Add(new FieldError("properties", code, message));
        }

        if (names.Length > ActivityRules.MaxProperties)
            errors.Add(new FieldError("properties", "too_many_properties", $"An activity has at most {ActivityRules.MaxProperties} properties."));
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Length)
            errors.Add(new FieldError("properties", "duplicate_property", "A property's name occurs twice; names compare ignoring case."));
        return names;
    }

    private static void CheckColumn(string name, string column, List<FieldError> errors)
    {
        if (column.Length is 0 or > MaxColumnName)
            errors.Add(new FieldError(name, "column_name_invalid", $"The name of a column has 1 to {MaxColumnName} characters."));
    }
}
