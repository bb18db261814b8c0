using System.Text;
using CustomerJourneys.Imports;

namespace CustomerJourneys.Tests.Imports.Files;

public sealed class CsvFileTests
{
    private const string Header = "who,what,when,note\n";
    private const string Columns = "format=csv&contactId=who&type=what&occurredAt=when&value=note";
    private const string Good = "ada,signup,2026-10-01T10:00:00Z,\n";

    [Theory]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,hello", "hello")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,hello\n", "hello")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,hello\r\n", "hello")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,hello\r", "hello")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,\"hello\"\r\n", "hello")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,\"hello\"\r", "hello")]
    [InlineData("\"ada\",\"signup\",\"2026-10-01T10:00:00Z\",\"hello\"", "hello")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,\"a \"\"b\"\", c\"", "a \"b\", c")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,\"\"\"\"", "\"")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,\"a\nb\r\nc\"\n", "a\nb\r\nc")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,\"\"\n", "")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,", "")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z, a\rb \n", " a\rb ")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,Größe 🙂\n", "Größe 🙂")]
    public async Task ReadAsync_OneRow_GivesItsField(string row, string value)
    {
        var rows = await FileRows.ReadAsync(Header + row, Columns);

        Assert.Empty(rows.Rejected);
        var activity = Assert.Single(rows.Activities);
        Assert.Equal(("ada", "signup", 1_790_848_800_000, value), (activity.ContactId, activity.Type, activity.OccurredAt, activity.Value));
    }

    [Theory]
    [InlineData("2026-10-01 10:00:00")]
    [InlineData("2026-10-01T10:00")]
    [InlineData("2026-10-01T12:00:00.0009+02:00")]
    public async Task ReadAsync_TimeWithoutZone_IsUtc(string time)
    {
        var rows = await FileRows.ReadAsync($"{Header}ada,signup,{time},\n", Columns);

        Assert.Equal(1_790_848_800_000, Assert.Single(rows.Activities).OccurredAt);
    }

    [Fact]
    public async Task ReadAsync_EmptyLinesAndByteOrderMark_AreNoRows()
    {
        var rows = await FileRows.ReadAsync($"\ufeff\n\r\n{Header}\n\r\n{Good}\n\n{Good.Replace("ada", "bo", StringComparison.Ordinal)}\r\n\n", Columns);

        Assert.Equal(["ada", "bo"], rows.Activities.Select(activity => activity.ContactId));
        Assert.Equal(2, rows.Rows);
    }

    [Theory]
    [InlineData("ada,signup,2026-10-01T10:00:00Z\n", "csv_field_count")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,a,b\n", "csv_field_count")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,a \"b\"\n", "csv_quote_misplaced")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,\"a\" b\n", "csv_quote_misplaced")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,\"a\"\rb\n", "csv_quote_misplaced")]
    [InlineData("ada,signup,2026-10-01T10:00:00Z,\"a\"b\"c\n", "csv_quote_misplaced")]
    [InlineData("ada,signup,yesterday,\n", "time_invalid")]
    [InlineData("ada,signup,2026-11-02T12:00:00.001Z,\n", "time_in_future")]
    [InlineData("ada,signup,,\n", "required")]
    [InlineData(",signup,2026-10-01T10:00:00Z,\n", "required")]
    [InlineData("ada,,2026-10-01T10:00:00Z,\n", "required")]
    [InlineData("ada lovelace,signup,2026-10-01T10:00:00Z,\n", "contact_id_invalid")]
    [InlineData("ada,\" \",2026-10-01T10:00:00Z,\n", "activity_type_invalid")]
    [InlineData("\rada,signup,2026-10-01T10:00:00Z,\n", "contact_id_invalid")]
    public async Task ReadAsync_BadRow_IsRejectedAndTheOthersAreNot(string row, string code)
    {
        var rows = await FileRows.ReadAsync(Header + Good + row + Good, Columns);

        Assert.Equal(2, rows.Activities.Count);
        var rejected = Assert.Single(rows.Rejected);
        Assert.Equal((2, code), (rejected.Row, rejected.Code));
        Assert.DoesNotContain("ada", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_LongestField_IsTakenAndALongerOneIsNot()
    {
        var rows = await FileRows.ReadAsync($"{Header}ada,signup,2026-10-01,{new string('ü', 1024)}\nbo,signup,2026-10-01,{new string('ü', 1025)}\n", Columns);

        Assert.Equal(1024, Assert.Single(rows.Activities).Value.Length);
        Assert.Equal("text_too_long", Assert.Single(rows.Rejected).Code);
    }

    [Fact]
    public async Task ReadAsync_RowBeyondTheLimit_IsRejectedAndTheNextLineIsARow()
    {
        var rows = await FileRows.ReadAsync($"{Header}{Good}ada,signup,2026-10-01,{new string('x', 5_000)}\n{Good}", Columns, FileRows.Small);

        Assert.Equal(2, rows.Activities.Count);
        Assert.Equal((2, "row_too_long"), (rows.Rejected[0].Row, rows.Rejected[0].Code));
    }

    [Fact]
    public async Task ReadAsync_InvalidUtf8_RejectsTheRow()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Header + Good), .. "ada,signup,2026-10-01,"u8, 0xC3, 0x28, (byte)'\n', .. Encoding.UTF8.GetBytes(Good)];

        var rows = await FileRows.ReadAsync(bytes, FileRows.Mapping(Columns));

        Assert.Equal(2, rows.Activities.Count);
        Assert.Equal((2, "row_encoding_invalid"), (rows.Rejected[0].Row, rows.Rejected[0].Code));
    }

    [Theory]
    [InlineData("", "import_empty")]
    [InlineData("\ufeff", "import_empty")]
    [InlineData("\n\r\n", "import_empty")]
    [InlineData("\r", "import_empty")]
    [InlineData("who,what,note\n", "import_column_missing")]
    [InlineData("Who,what,when,note\n", "import_column_missing")]
    [InlineData("who;what;when;note\n", "import_column_missing")]
    [InlineData("who,what,when,note,who\n", "import_column_ambiguous")]
    [InlineData("who,what,when,no\"te\n", "import_header_invalid")]
    [InlineData("\"who,what,when,note\n", "import_header_invalid")]
    [InlineData("\u001f\u008b", "import_column_missing")]
    public async Task OpenAsync_BadHeader_Fails(string text, string code)
    {
        var broken = await Assert.ThrowsAsync<ImportFileException>(() => FileRows.ReadAsync(text, Columns));

        Assert.Equal(code, broken.Code);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x77, 0 }, "import_encoding_unsupported")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0x77 }, "import_encoding_unsupported")]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0 }, "import_encoding_unsupported")]
    [InlineData(new byte[] { 0x77, 0xC3, 0x28, 0x0A }, "import_header_invalid")]
    public async Task OpenAsync_NoUtf8_Fails(byte[] bytes, string code)
    {
        var broken = await Assert.ThrowsAsync<ImportFileException>(() => FileRows.ReadAsync(bytes, FileRows.Mapping(Columns)));

        Assert.Equal(code, broken.Code);
    }

    [Fact]
    public async Task OpenAsync_HeaderBeyondTheLimits_Fails()
    {
        var wide = string.Concat(Enumerable.Repeat(",x", 5_000));
        foreach (var (text, options) in new[] { ("who,what,when,note" + wide, new ImportOptions()), ("who,what,when,note" + wide, FileRows.Small) })
            Assert.Equal("import_header_invalid", (await Assert.ThrowsAsync<ImportFileException>(() => FileRows.ReadAsync(text, Columns, options))).Code);
    }

    [Theory]
    [InlineData("who,what,when,note,x,x\nada,signup,2026-10-01,a,1,2\n")]
    [InlineData("note,\"when\",\"w\"\"x\",what,who\na,2026-10-01,,signup,ada")]
    public async Task ReadAsync_OtherColumnsAndOrders_DoNotMatter(string text)
    {
        var activity = Assert.Single((await FileRows.ReadAsync(text, Columns)).Activities);

        Assert.Equal(("ada", "signup", "a"), (activity.ContactId, activity.Type, activity.Value));
    }

    [Theory]
    [InlineData("ada,signup,2026-10-01,\"open\n")]
    [InlineData("ada,signup,2026-10-01,\"open\nbo,signup,2026-10-01,\ncy,signup,2026-10-01,\nada,signup,2026-10-01,\nbo,signup,2026-10-01,\nada,signup,2026-10-01,\nbo,signup,2026-10-01,\nada,signup,2026-10-01,\nbo,signup,2026-10-01,\n")]
    public async Task ReadAsync_QuoteWithoutEnd_EndsTheImportAndNamesTheRow(string rest)
    {
        var broken = await Assert.ThrowsAsync<ImportFileException>(() => FileRows.ReadAsync(Header + Good + rest, Columns, FileRows.Small));

        Assert.Equal("import_quote_unclosed", broken.Code);
        Assert.Contains("row 2 ", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_Properties_AreTextsAndAbsentWhereEmpty()
    {
        var rows = await FileRows.ReadAsync(
            "contactId,type,occurredAt,plan,seats\nada,signup,2026-10-01,pro,5\nbo,signup,2026-10-01,,\n", "format=csv&properties=plan,seats");

        Assert.Equal(["plan=pro", "seats=5"], rows.Activities[0].Properties.Select(property => $"{property.Name}={property.Value.Text}"));
        Assert.DoesNotContain(rows.Activities[0].Properties, property => property.Value.IsNumber);
        Assert.Empty(rows.Activities[1].Properties);
    }

    [Fact]
    public async Task ReadAsync_IdColumn_IsTakenAndRequired()
    {
        var rows = await FileRows.ReadAsync("contactId,type,occurredAt,n\nada,signup,2026-10-01,a-1\nbo,signup,2026-10-01,\nbo,signup,2026-10-01,b 1\n", "format=csv&id=n");

        Assert.Equal("a-1", Assert.Single(rows.Activities).Id);
        Assert.Equal(["required", "activity_id_invalid"], rows.Rejected.Select(row => row.Code));
    }
}
