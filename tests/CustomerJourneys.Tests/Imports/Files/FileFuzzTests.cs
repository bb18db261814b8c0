using System.Text;
using CustomerJourneys.Imports;

namespace CustomerJourneys.Tests.Imports.Files;

public sealed class FileFuzzTests
{
    private const string Csv = "format=csv&contactId=c&type=t&occurredAt=o&value=v&properties=p";
    private static readonly string[] Pieces =
        [",", "\"", "\"\"", "\n", "\r\n", "\r", "ada", "x y", "2026-10-01", "é", "🙂", "{", "}", ":", "\"c\":", "\\", "\\ud800", "[", "null", "7", " ", "\0", "c,t,o,v,p\n", "\ufeff"];

    [Fact]
    public async Task ReadAsync_RandomRowsWrittenWithQuotes_ReadBackTheSame()
    {
        var random = new Random(23);
        for (var run = 0; run < 300; run++)
        {
            var cells = Enumerable.Range(0, random.Next(1, 30)).Select(_ => (Value: Text(random), Property: Text(random))).ToList();
            var newLine = random.Next(2) == 0 ? "\n" : "\r\n";
            var text = new StringBuilder("c,t,o,v,p").Append(newLine);
            foreach (var (value, property) in cells)
                text.Append("ada,signup,2026-10-01,").Append(Quote(value, random)).Append(',').Append(Quote(property, random)).Append(newLine);

            var rows = await FileRows.ReadAsync(text.ToString(), Csv);

            Assert.Empty(rows.Rejected);
            Assert.Equal(cells, rows.Activities.Select(activity => (activity.Value, activity.Properties is [var property] ? property.Value.Text : "")));
        }
    }

    [Theory]
    [InlineData(Csv, "c,t,o,v,p\n")]
    [InlineData("format=ndjson", "")]
    [InlineData("format=ndjson&contactId=c&type=t&occurredAt=o&properties=p", "")]
    public async Task ReadAsync_Noise_GivesTheSameHoweverFewBytesComeAtOnce(string parameters, string start)
    {
        var random = new Random(29);
        var mapping = FileRows.Mapping(parameters);
        var seen = new HashSet<string>();
        for (var run = 0; run < 3_000; run++)
        {
            var bytes = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Range(0, random.Next(120)).Select(_ => Pieces[random.Next(Pieces.Length)])));
            for (var damage = random.Next(4); damage > 0 && bytes.Length > start.Length; damage--)
                bytes[random.Next(start.Length, bytes.Length)] = (byte)random.Next(256);

            var whole = await OutcomeAsync(bytes, mapping, int.MaxValue);
            Assert.Equal(whole, await OutcomeAsync(bytes, mapping, 1));
            Assert.Equal(whole, await OutcomeAsync(bytes, mapping, random.Next(2, 50)));
            seen.Add(whole.Split(' ')[0]);
        }

        Assert.True(seen.Count > 1, "Noise this tame tests nothing.");
    }

    [Fact]
    public async Task ReadAsync_GoodRowsOfEverySizeAroundTheLimit_GiveTheSameHoweverFewBytesComeAtOnce()
    {
        for (var length = 150; length < 220; length++)
        {
            foreach (var (open, close) in new[] { ("", ""), ("\"", "\"") })
            {
                foreach (var end in new[] { "", "\n", "\r\n", "\nada,signup,2026-10-01,,\n" })
                {
                    var bytes = Encoding.UTF8.GetBytes($"c,t,o,v,p\nada,signup,2026-10-01,,{open}{new string('x', length)}{close}{end}");
                    var mapping = FileRows.Mapping(Csv);
                    Assert.Equal(await OutcomeAsync(bytes, mapping, int.MaxValue), await OutcomeAsync(bytes, mapping, 1));
                }
            }
        }
    }

    // Any other exception fails the test; a reader that hangs is stopped by the run's time limit.
    private static async Task<string> OutcomeAsync(byte[] bytes, ImportMapping mapping, int mostAtOnce)
    {
        try
        {
            return (await FileRows.ReadAsync(bytes, mapping, FileRows.Small, mostAtOnce)).Describe();
        }
        catch (ImportFileException broken)
        {
            return broken.Code + " " + broken.Message;
        }
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Quote(string cell, Random random) =>
        cell.AsSpan().IndexOfAny(",\"\n\r") >= 0 || random.Next(3) == 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
