using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Imports;

/// <summary>Imports that are refused, that fail, or that leave rows out.</summary>
public sealed class BadImportTests(SharedApp app) : IClassFixture<SharedApp>
{
    private const string Mapping = "format=csv&contactId=contact&type=type&occurredAt=time";
    private const string Header = "contact,type,time\n";
    private const string Good = "c-1,refused,2026-01-01T10:00:00Z\n";

    [Theory]
    [InlineData("contactId=contact", "required", "format")]
    [InlineData("format=xlsx", "import_format_unknown", "format")]
    [InlineData("format=csv&colour=red", "unknown_parameter", "colour")]
    [InlineData("format=csv&type=a&type=b", "duplicate_parameter", "type")]
    [InlineData("format=csv&type=", "column_name_invalid", "type")]
    [InlineData("format=csv&properties=a,,b", "property_name_invalid", "properties")]
    [InlineData("format=csv&properties=a,A", "duplicate_property", "properties")]
    public async Task StartImport_BadMapping_IsRefused(string query, string code, string path)
    {
        (await app.Api.PostAsync("/api/imports?" + query, Bodies.Csv(Header + Good))).ExpectProblem(400, code, path);
        await AssertNothingStoredAsync();
    }

    [Theory]
    [InlineData("""{"blob":"nobody/put/this.csv"}""", "import_file_not_found", "blob")]
    [InlineData("""{"blob":"uploads/of-another-import"}""", "import_file_reserved", "blob")]
    [InlineData("""{"blob":7}""", "text_expected", "blob")]
    [InlineData("{}", "required", "blob")]
    [InlineData("""{"blob":"a.csv","more":1}""", "unknown_member", "more")]
    [InlineData("""{"blob":""", "malformed_json", "")]
    public async Task StartImport_BadReference_IsRefused(string body, string code, string path) =>
        (await app.Api.PostAsync("/api/imports?" + Mapping, ApiClient.Json(body))).ExpectProblem(400, code, path);

    [Theory]
    [InlineData("nothing in it", "", "import_empty")]
    [InlineData("a column is missing", "contact,time\n", "import_column_missing")]
    [InlineData("a column is there twice", "contact,type,type,time\n", "import_column_ambiguous")]
    [InlineData("a broken header", "contact,\"type,time\n", "import_header_invalid")]
    public async Task Import_UnreadableHeader_FailsAndStoresNothing(string wrong, string header, string code)
    {
        Assert.NotEmpty(wrong);
        var import = await app.Api.EndOfImportAsync(await app.Api.StartImportAsync(Mapping, Bodies.Csv(header + (header.Length == 0 ? "" : Good))));

        Assert.Equal("failed", (string)import["status"]!);
        Assert.Equal(code, (string)import["error"]!["code"]!);
        Assert.Equal((0, 0), ((long)import["rows"]!, (long)import["accepted"]!));
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task Import_BrokenGzip_FailsAndStoresNothing()
    {
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(Header + Good));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        file.Headers.ContentEncoding.Add("gzip");

        var import = await app.Api.EndOfImportAsync(await app.Api.StartImportAsync(Mapping, file));

        Assert.Equal("failed", (string)import["status"]!);
        Assert.Equal("import_gzip_invalid", (string)import["error"]!["code"]!);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task StartImport_OtherEncoding_Is415()
    {
        using var file = Bodies.Csv(Header + Good);
        file.Headers.ContentEncoding.Add("br");

        (await app.Api.PostAsync("/api/imports?" + Mapping, file)).ExpectProblem(415, "encoding_unsupported");

        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task StartImport_BodyOver100MB_Is413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/imports?" + Mapping)
        {
            Content = Bodies.Csv(Header + Good + new string('\n', 100_000_000)),
        };
        // The client waits with the body until it is asked for it, as clients of large bodies should.
        request.Headers.ExpectContinue = true;

        (await app.Api.SendAsync(request)).ExpectProblem(413, "body_too_large");

        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task Import_BadRowsOfCsv_AreListedAndTheOthersStored()
    {
        var file = Header.Replace("time", "time,note", StringComparison.Ordinal)
            + "kim,listed,2026-01-01 10:00:00,fine\n"
            + ",listed,2026-01-01 10:00:00,no contact\n"
            + "kim,listed,yesterday,bad time\n"
            + "kim,listed\n"
            + "kim,listed,2026-01-01 10:00:00,\"a \"quote\" inside\"\n"
            + $"kim,{new string('t', 65)},2026-01-01 10:00:00,type too long\n"
            + "lee,listed,2026-01-02,\"fine, too\"\n";

        var import = await app.Api.ImportAsync(Mapping + "&value=note", Bodies.Csv(file));

        Assert.Equal((7, 2, 0, 5), ((long)import["rows"]!, (long)import["accepted"]!, (long)import["duplicates"]!, (long)import["rejectedCount"]!));
        Assert.Equal(
            ["2 contact_id_invalid|required", "3 time_invalid", "4 csv_field_count", "5 csv_quote_misplaced", "6 activity_type_invalid"],
            import["rejected"]!.AsArray().Select(row => $"{row!["row"]} {row["code"]}").Select(row => row is "2 required" or "2 contact_id_invalid" ? "2 contact_id_invalid|required" : row));
        var results = await app.Api.CurrentResultsAsync(await app.Api.CreateJourneyAsync(SampleJourney.Of("listed")));
        Assert.Equal([2], Figures.Converted(results));
    }

    [Fact]
    public async Task Import_BadLinesOfNdjson_AreListedAndTheOthersStored()
    {
        const string File = """
            {"contactId":"kim","type":"lined","occurredAt":"2026-01-01T10:00:00Z"}
            {"contactId":"kim","type":"lined","occurredAt":"2026-01-01T10:00:00Z"
            {"contactId":"kim","type":"lined","occurredAt":"2026-01-01T10:00:00Z","colour":"red"}

            {"contactId":"lee","type":"lined","occurredAt":"2026-01-01T10:00:00Z","properties":{"plan":"pro"}}
            """;

        var import = await app.Api.ImportAsync("format=ndjson", Bodies.Ndjson(File));

        Assert.Equal((4, 2, 2), ((long)import["rows"]!, (long)import["accepted"]!, (long)import["rejectedCount"]!));
        Assert.Equal(["2 malformed_json", "3 unknown_member"], import["rejected"]!.AsArray().Select(row => $"{row!["row"]} {row["code"]}"));
        var results = await app.Api.CurrentResultsAsync(await app.Api.CreateJourneyAsync(SampleJourney.Of("lined")));
        Assert.Equal([2], Figures.Converted(results));
    }

    [Fact]
    public async Task Import_MoreThan100BadRows_ListsTheFirst100AndCountsAll()
    {
        var import = await app.Api.ImportAsync(Mapping, Bodies.Csv(Header + string.Concat(Enumerable.Repeat("kim,refused,never\n", 250))));

        Assert.Equal((250, 0, 250), ((long)import["rows"]!, (long)import["accepted"]!, (long)import["rejectedCount"]!));
        Assert.Equal(Enumerable.Range(1, 100), import["rejected"]!.AsArray().Select(row => (int)row!["row"]!));
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task GetImport_UnknownId_Is404() =>
        (await app.Api.GetAsync("/api/imports/nobody")).Expect(HttpStatusCode.NotFound).ExpectProblem(404, "import_not_found");

    // Everything that is to be refused here is of one type: nobody has ever done it.
    private async Task AssertNothingStoredAsync()
    {
        var results = await app.Api.CurrentResultsAsync(await app.Api.CreateJourneyAsync(SampleJourney.Of("refused")));
        Assert.Equal(0, (long)results["activitiesRead"]!);
    }
}
