using CustomerJourneys.Imports;

namespace CustomerJourneys.Tests.Imports.Files;

public sealed class DerivedIdsTests
{
    private const string Columns = "format=csv&value=v&properties=p";
    private const string Header = "contactId,type,occurredAt,v,p\n";

    [Fact]
    public async Task IdOf_ThisRow_HasThisIdForever()
    {
        var rows = await FileRows.ReadAsync(Header + "ada,signup,2026-10-01T10:00:00.123Z,Größe,5\n", Columns);

        // Changing how ids are derived would store every file that is imported again twice.
        Assert.Equal("GOLDEN", Assert.Single(rows.Activities).Id);
    }

    [Fact]
    public async Task IdOf_EqualRows_CountsThem()
    {
        var rows = await FileRows.ReadAsync($"{Header}{Row("a")}{Row("b")}{Row("a")}{Row("a")}{Row("b")}", Columns);

        var ids = rows.Activities.Select(activity => activity.Id).ToList();
        Assert.Equal([ids[0], ids[1], ids[0] + ".1", ids[0] + ".2", ids[1] + ".1"], ids);
        Assert.NotEqual(ids[0], ids[1]);
        Assert.All(rows.Activities, activity => Assert.Null(CustomerJourneys.Activities.ActivityRules.CheckActivityId(activity.Id)));
    }

    [Fact]
    public async Task IdOf_AnyOrderOfRows_IsTheSameForTheSameRow()
    {
        var random = new Random(11);
        var lines = Enumerable.Range(0, 3_000).Select(_ => $"c{random.Next(9)},t{random.Next(3)},2026-10-0{random.Next(1, 9)},{random.Next(4)},{random.Next(2)}\n").ToArray();
        var expected = await DescribeSortedAsync(lines);

        for (var i = 0; i < 5; i++)
        {
            random.Shuffle(lines);
            Assert.Equal(expected, await DescribeSortedAsync(lines));
        }

        Assert.Equal(3_000, expected.Distinct().Count());

        static async Task<List<string>> DescribeSortedAsync(string[] lines) =>
            [.. (await FileRows.ReadAsync(Header + string.Concat(lines), Columns)).Activities.Select(FileRows.Describe).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task IdOf_TextMovedToAnotherField_IsAnotherId()
    {
        string[] lines = ["a,b,2026-10-01,c,", "ab,c,2026-10-01,,", "a,bc,2026-10-01,,", "a,b,2026-10-01,,c", "a,b,2026-10-02,c,", "a,b,2026-10-01,C,"];

        var rows = await FileRows.ReadAsync(Header + string.Join('\n', lines), Columns);

        Assert.Equal(lines.Length, rows.Activities.Select(activity => activity.Id[..22]).Distinct().Count());
    }

    [Fact]
    public async Task IdOf_OtherFormatAndOrderOfMembers_IsTheSame()
    {
        var csv = await FileRows.ReadAsync("contactId,type,occurredAt,v,p,q\nada,signup,2026-10-01,x,1,2\n", "format=csv&value=v&properties=p,q");
        var json = await FileRows.ReadAsync(
            """{"properties":{"q":"2","p":"1"},"value":"x","occurredAt":"2026-10-01T00:00:00Z","type":"signup","contactId":"ada"}""", "format=ndjson");

        Assert.Equal(csv.Activities[0].Id, json.Activities[0].Id);
    }

    [Fact]
    public async Task IdOf_TooManyDistinctRows_Fails()
    {
        var options = new ImportOptions { MaxRowsWithoutId = 2 };
        Assert.Equal(3, (await FileRows.ReadAsync(Header + Row("a") + Row("b") + Row("a"), Columns, options)).Rows);

        var broken = await Assert.ThrowsAsync<ImportFileException>(() => FileRows.ReadAsync(Header + Row("a") + Row("b") + Row("c"), Columns, options));

        Assert.Equal("import_too_many_rows", broken.Code);
    }

    private static string Row(string value) => $"ada,signup,2026-10-01,{value},\n";
}
