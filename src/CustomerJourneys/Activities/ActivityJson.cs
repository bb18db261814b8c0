using System.Text.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Activities;

/// <summary>Reads one activity from JSON, strictly, without building a document.</summary>
public static class ActivityJson
{
    private static readonly string[] Members = ["contactId", "id", "type", "occurredAt", .. ActivityField.Fixed, "properties"];
    private static readonly byte[][] MemberNames = [.. Members.Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>
    /// Reads the object that the reader stands at the start of, and leaves the reader at its end.
    /// </summary>
    /// <param name="reader">Stands at the object's first token.</param>
    /// <param name="draft">Takes what is read; cleared first.</param>
    /// <param name="path">The path of the object, for the errors.</param>
    /// <param name="errors">Where errors of form are noted.</param>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static void Read(ref Utf8JsonReader reader, ActivityDraft draft, string path, List<FieldError> errors)
    {
        draft.Clear();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            errors.Add(new FieldError(path, "object_expected", "An activity must be a JSON object."));
            reader.Skip();
            return;
        }

        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = IndexOfMember(ref reader);
            if (member < 0)
            {
                NoteName(ref reader, path, "unknown_member", "An activity has no such member.", errors);
                reader.Read();
                reader.Skip();
                continue;
            }

            var name = Members[member];
            if ((seen & (1 << member)) != 0)
                errors.Add(new FieldError(PathOf(path, name), "duplicate_member", "This member occurs twice."));
            seen |= 1 << member;
            reader.Read();
            if (name == "properties")
                ReadProperties(ref reader, draft, PathOf(path, name), errors);
            else
                Assign(draft, member, ReadText(ref reader, PathOf(path, name), errors));
        }
    }

    private static void Assign(ActivityDraft draft, int member, string? text)
    {
        switch (member)
        {
            case 0: draft.ContactId = text; break;
            case 1: draft.Id = text; break;
            case 2: draft.Type = text; break;
            case 3: draft.OccurredAt = text; break;
            default: draft.Fields[member - 4] = text; break;
        }
    }

    private static void ReadProperties(ref Utf8JsonReader reader, ActivityDraft draft, string path, List<FieldError> errors)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            errors.Add(new FieldError(path, "object_expected", "'properties' must be a JSON object."));
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryGetText(ref reader, out var name))
                errors.Add(new FieldError(path, "text_invalid", "The name of a property is not valid Unicode text."));
            reader.Read();
            if (ReadProperty(ref reader, PathOf(path, name), errors) is { } value && !draft.TryAddProperty(name, value))
                errors.Add(new FieldError(PathOf(path, name), "duplicate_member", "A property's name occurs twice; names compare ignoring case."));
        }
    }

    private static PropertyValue? ReadProperty(ref Utf8JsonReader reader, string path, List<FieldError> errors)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String when TryGetText(ref reader, out var text):
                return new PropertyValue(text);
            case JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number):
                return new PropertyValue(number);
            default:
                errors.Add(new FieldError(path, "property_invalid", "A property is a text or a finite number."));
                reader.Skip();
                return null;
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader, string path, List<FieldError> errors)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String when TryGetText(ref reader, out var text):
                return text;
            case JsonTokenType.String:
                errors.Add(new FieldError(path, "text_invalid", "This is not valid Unicode text."));
                return "";
            default:
                errors.Add(new FieldError(path, "text_expected", "This must be a text."));
                reader.Skip();
                return "";
        }
    }

    private static int IndexOfMember(ref Utf8JsonReader reader)
    {
        // Comparing in place throws on half a surrogate pair.
        if (reader.ValueIsEscaped)
            return TryGetText(ref reader, out var name) ? Array.IndexOf(Members, name) : -1;
        for (var i = 0; i < MemberNames.Length; i++)
        {
            if (reader.ValueTextEquals(MemberNames[i]))
                return i;
        }

        return -1;
    }

    private static void NoteName(ref Utf8JsonReader reader, string path, string code, string message, List<FieldError> errors)
    {
        TryGetText(ref reader, out var name);
        errors.Add(new FieldError(PathOf(path, name), code, message));
    }

    // JSON may escape half a surrogate pair, which is no text.
    internal static bool TryGetText(ref Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    private static string PathOf(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
