using System.Text;
using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Tests.Json;

public sealed class JsonTextEncoderTests
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JsonTextEncoder.Instance };

    /// <summary>Every character that there is, alone and amid others, as a text and as the name of a member, given as UTF-16 and as UTF-8.</summary>
    [Fact]
    public void Write_EveryCharacter_IsReadAgain_AndIsEscapedOnlyWhereJsonDemands()
    {
        for (var code = 0; code <= 0x10ffff; code++)
        {
            if (!Rune.IsValid(code))
                continue;
            var text = new Rune(code).ToString();
            var json = JsonSerializer.Serialize(text, Options);
            var isEscaped = code is < 0x20 or '"' or '\\';
            if (json != $"\"{text}\"" != isEscaped || (isEscaped && JsonSerializer.Deserialize<string>(json) != text))
                Assert.Fail($"U+{code:X4} is written as {json}.");
        }
    }

    [Fact]
    public void Write_AllAtOnce_IsReadAgain()
    {
        var all = string.Concat(Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(code => new Rune(code).ToString()));

        Assert.Equal(all, JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(all, Options)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a\b\f\n\r\t\u0000\u001f\u007f\"\\/🙂z", "a\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\\\"\\\\/🙂z")]
    [InlineData("🙂\"", "🙂\\\"")]
    [InlineData("\"🙂", "\\\"🙂")]
    public void Write_Text_EscapesWhatJsonDemands(string text, string expected)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JsonTextEncoder.Instance }))
        {
            writer.WriteStartObject();
            writer.WriteString(text, text);
            writer.WriteString("utf8", Encoding.UTF8.GetBytes(text));
            writer.WriteEndObject();
        }

        Assert.Equal($"{{\"{expected}\":\"{expected}\",\"utf8\":\"{expected}\"}}", Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>Such a text does not survive in an attribute.</summary>
    [Fact]
    public void Write_HalfAPair_IsReplaced()
    {
        Assert.Equal("a\ufffd", Again("a\ud83d"));
        Assert.Equal("\ufffdb", Again("\ude42b"));
        Assert.Equal("a\ufffd🙂\n", Again("a\ud83d\ud83d\ude42\n"));

        static string? Again(string text) => JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(text, Options));
    }
}
