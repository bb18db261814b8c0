using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerJourneys.Storage.Rows;

/// <summary>
/// Writes texts as UTF-8 with the escapes that JSON demands and no others: the writer's own encoders also escape every character
/// beyond U+FFFF to twelve bytes, and a definition at its size limit would not fit into a row.
/// </summary>
internal sealed class StoredText : JsonConverter<string>
{
    // Those that JSON escapes by one letter, so that no text takes more bytes than it came in.
    private const string Short = "\b\f\n\r\t";

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(code => (char)code)));

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => Write(writer, value);

    /// <summary>Writes JSON that exists already, with its texts escaped as here.</summary>
    public static void WriteElement(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    WriteElement(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    WriteElement(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                Write(writer, element.GetString()!);
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, string value) =>
        writer.WriteRawValue(Encoding.UTF8.GetBytes(Quote(value)), skipInputValidation: true);

    private static string Quote(string value)
    {
        var rest = value.AsSpan();
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        for (int next; (next = rest.IndexOfAny(Escaped)) >= 0; rest = rest[(next + 1)..])
        {
            quoted.Append(rest[..next]).Append('\\');
            if (rest[next] >= ' ')
                quoted.Append(rest[next]);
            else if (Short.IndexOf(rest[next], StringComparison.Ordinal) is >= 0 and var letter)
                quoted.Append("bfnrt"[letter]);
            else
                quoted.Append('u').Append(((int)rest[next]).ToString("x4", CultureInfo.InvariantCulture));
        }

        return quoted.Append(rest).Append('"').ToString();
    }
}
