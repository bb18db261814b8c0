using System.Text.Json;
using System.Text.Unicode;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Activities;

/// <summary>Reads one activity from JSON, strictly, without building a document or a text.</summary>
public static class ActivityJson
{
    private const int Properties = (int)ActivityPart.Channel + 1;
    private static readonly string[] Members = [.. Enum.GetValues<ActivityPart>().Select(ActivityDraft.NameOf), "properties"];
    private static readonly byte[][] MemberNames = [.. Members.Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>
    /// Reads the object that the reader stands at the start of, and leaves the reader at its end.
    /// </summary>
    /// <param name="reader">Stands at the object's first token.</param>
    /// <param name="draft">Takes what is read; cleared first.</param>
    /// <param name="path">The path of the object, for the errors.</param>
    /// <param name="errors">Where errors of form are noted.</param>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static void Read(ref Utf8JsonReader reader, ActivityDraft draft, ActivityPath path, List<FieldError> errors)
    {
        draft.Clear();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            errors.Add(new FieldError(path.ToString(), "object_expected", "An activity must be a JSON object."));
            reader.Skip();
            return;
        }

        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = IndexOfMember(ref reader);
            if (member < 0)
            {
                TryGetText(ref reader, out var unknown);
                errors.Add(new FieldError(path.Of(unknown), "unknown_member", "An activity has no such member."));
                reader.Read();
                reader.Skip();
                continue;
            }

            if ((seen & (1 << member)) != 0)
                errors.Add(new FieldError(path.Of(Members[member]), "duplicate_member", "This member occurs twice."));
            seen |= 1 << member;
            reader.Read();
            if (member == Properties)
                ReadProperties(ref reader, draft, path, errors);
            else
                ReadPart(ref reader, draft, (ActivityPart)member, path, errors);
        }
    }

    /// <summary>Stores the text that the reader stands at in a draft. JSON may escape half a surrogate pair, which is no text.</summary>
    /// <returns>Whether it is a text.</returns>
    internal static bool TryStore(ref Utf8JsonReader reader, ActivityDraft draft, out (int Start, int Length) text)
    {
        text = default;
        var value = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            if (!Utf8.IsValid(value))
                return false;
            text = draft.Store(value);
            return true;
        }

        try
        {
            text = draft.Take(reader.CopyString(draft.Room(value.Length)));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The text that the reader stands at.</summary>
    /// <returns>Whether it is one; see <see cref="TryStore"/>.</returns>
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

    private static void ReadPart(ref Utf8JsonReader reader, ActivityDraft draft, ActivityPart part, ActivityPath path, List<FieldError> errors)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String when TryStore(ref reader, draft, out var text):
                draft.Set(part, text);
                break;
            case JsonTokenType.String:
                errors.Add(new FieldError(path.Of(ActivityDraft.NameOf(part)), "text_invalid", "This is not valid Unicode text."));
                break;
            default:
                errors.Add(new FieldError(path.Of(ActivityDraft.NameOf(part)), "text_expected", "This must be a text."));
                reader.Skip();
                break;
        }
    }

    private static void ReadProperties(ref Utf8JsonReader reader, ActivityDraft draft, ActivityPath path, List<FieldError> errors)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            errors.Add(new FieldError(path.Of("properties"), "object_expected", "'properties' must be a JSON object."));
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryStore(ref reader, draft, out var name))
                errors.Add(new FieldError(path.Of("properties"), "text_invalid", "The name of a property is not valid Unicode text."));
            reader.Read();
            ReadProperty(ref reader, draft, name, path, errors);
        }
    }

    private static void ReadProperty(ref Utf8JsonReader reader, ActivityDraft draft, (int Start, int Length) name, ActivityPath path, List<FieldError> errors)
    {
        var properties = draft.Properties;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return;
            case JsonTokenType.String when TryStore(ref reader, draft, out var text):
                if (properties.IsNew(draft.At(name)))
                    properties.Add(name, text);
                else
                    Note("duplicate_member", "A property's name occurs twice; names compare ignoring case.");
                return;
            case JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number):
                if (properties.IsNew(draft.At(name)))
                    properties.Add(name, number);
                else
                    Note("duplicate_member", "A property's name occurs twice; names compare ignoring case.");
                return;
            default:
                Note("property_invalid", "A property is a text or a finite number.");
                reader.Skip();
                return;
        }

        void Note(string code, string message) =>
            errors.Add(new FieldError(path.Of("properties." + System.Text.Encoding.UTF8.GetString(draft.At(name))), code, message));
    }

    private static int IndexOfMember(ref Utf8JsonReader reader)
    {
        // Comparing in place throws on half a surrogate pair.
        if (reader.ValueIsEscaped)
            return TryGetText(ref reader, out var name) ? Array.IndexOf(Members, name) : -1;
        for (var i = 0; i < MemberNames.Length; i++)
        {
            if (reader.ValueSpan.SequenceEqual(MemberNames[i]))
                return i;
        }

        return -1;
    }
}
