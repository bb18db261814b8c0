using System.Text;
using System.Text.Json;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Rows;

public sealed class StoredJsonTests
{
    [Fact]
    public void Write_AnyText_IsValidJsonThatReadsBack()
    {
        var text = string.Concat(Enumerable.Range(0, 0xD800).Concat(Enumerable.Range(0xE000, 0x2000)).Select(code => (char)code)) + "🙂👩🏽‍💻";

        var json = StoredJson.Write(text);

        using var document = JsonDocument.Parse(json);
        Assert.Equal(text, document.RootElement.GetString());
        Assert.Equal(text, StoredJson.Read<string>(json, "It"));
    }

    [Fact]
    public void Write_TextBeyondTheBasicPlane_TakesNoMoreThanItsUtf8()
    {
        Assert.Equal("\"🙂é\\\"\\\\\\n\\t\\u0007/<\""u8.ToArray(), StoredJson.Write("🙂é\"\\\n\t\a/<"));
    }

    [Fact]
    public void Write_Time_IsUtcOfFixedWidth()
    {
        var time = new DateTimeOffset(2026, 11, 1, 1, 0, 0, TimeSpan.FromHours(2)).AddMilliseconds(120);

        var json = StoredJson.Write(time);

        Assert.Equal("\"2026-10-31T23:00:00.1200000Z\"", Encoding.UTF8.GetString(json));
        Assert.Equal(time, StoredJson.Read<DateTimeOffset>(json, "It"));
    }
}
