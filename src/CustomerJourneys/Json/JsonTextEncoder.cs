using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;

namespace CustomerJourneys.Json;

/// <summary>
/// Escapes what JSON demands and nothing else, so that characters of all languages and emoji are written as they are. The encoders of the framework,
/// also the relaxed one, escape every character beyond U+FFFF to twelve bytes and a few others to six, so that a text could be three times as large on its
/// way out as it came in.
/// </summary>
public sealed unsafe class JsonTextEncoder : JavaScriptEncoder
{
    private const string Letters = "\b\f\n\r\t";

    // What is escaped, and the halves of pairs: one that stands alone is no text, and is left to the base, which replaces it.
    private static readonly SearchValues<char> Noted = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\', .. Enumerable.Range(0xd800, 0x800).Select(code => (char)code)]);

    private JsonTextEncoder()
    {
    }

    /// <summary>The encoder; it has no state.</summary>
    public static JsonTextEncoder Instance { get; } = new();

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var whole = new ReadOnlySpan<char>(text, textLength);
        var start = 0;
        while (whole[start..].IndexOfAny(Noted) is >= 0 and var next)
        {
            var at = start + next;
            if (at + 1 >= whole.Length || !char.IsSurrogatePair(whole[at], whole[at + 1]))
                return at;
            start = at + 2;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        var letter = Letters.IndexOf((char)unicodeScalar, StringComparison.Ordinal);
        // The base also asks for the character that it puts in place of half a pair.
        return unicodeScalar is '"' or '\\' ? destination.TryWrite($"\\{(char)unicodeScalar}", out numberOfCharactersWritten)
            : letter >= 0 ? destination.TryWrite($"\\{"bfnrt"[letter]}", out numberOfCharactersWritten)
            : destination.TryWrite(CultureInfo.InvariantCulture, $"\\u{unicodeScalar:x4}", out numberOfCharactersWritten);
    }
}
