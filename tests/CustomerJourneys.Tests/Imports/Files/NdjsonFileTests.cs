using CustomerJourneys.Imports;

namespace CustomerJourneys.Tests.Imports.Files;

public sealed class NdjsonFileTests
{
    private const string Mapped = "format=ndjson&contactId=user&type=kind&occurredAt=at&value=note&properties=plan,seats";

    [Fact]
    public async Task ReadAsync_ShapeOfTheApi_GivesWholeActivities()
    {
        var rows = await FileRows.ReadAsync(
            """
            {"id":"a-1","contactId":"ada","type":"signup","occurredAt":"2026-10-01T10:00:00Z","value":"v","channel":"web","properties":{"plan":"pro","seats":5}}

            {"contactId":"bo","type":"signup","occurredAt":"2026-10-01 10:00"}
            """,
            "format=ndjson");

        Assert.Empty(rows.Rejected);
        Assert.Equal(("a-1", "ada", "v", "web"), (rows.Activities[0].Id, rows.Activities[0].ContactId, rows.Activities[0].Value, rows.Activities[0].Channel));
        Assert.Equal(["plan=pro", "seats=5"], rows.Activities[0].Properties.Select(property => $"{property.Name}={property.Value.Text}"));
        Assert.Equal(22, rows.Activities[1].Id.Length);
        Assert.Equal(rows.Activities[0].OccurredAt, rows.Activities[1].OccurredAt);
    }

    [Theory]
    [InlineData("""{"contactId":"bo","type":"signup"}""", "required")]
    [InlineData("""{"contactId":"bo","type":"signup","occurredAt":"2026-10-01","secret":1}""", "unknown_member")]
    [InlineData("""{"contactId":"bo","type":"signup","occurredAt":"2026-10-01","properties":{"secret":[]}}""", "property_invalid")]
    [InlineData("""{"contactId":"bo","contactId":"bo","type":"signup","occurredAt":"2026-10-01"}""", "duplicate_member")]
    [InlineData("""{"contactId":"\ud800","type":"signup","occurredAt":"2026-10-01"}""", "text_invalid")]
    [InlineData("""{"\ud800":"secret","type":"signup","occurredAt":"2026-10-01"}""", "unknown_member")]
    [InlineData("""{"contactId":"bo","type":"signup","occurredAt":"2026-10-01"} {}""", "malformed_json")]
    [InlineData("""{"contactId":"secret""", "malformed_json")]
    [InlineData("""["secret"]""", "object_expected")]
    [InlineData("secret", "malformed_json")]
    public async Task ReadAsync_BadLine_IsRejectedAndTheOthersAreNot(string line, string code)
    {
        const string good = """{"contactId":"ada","type":"signup","occurredAt":"2026-10-01"}""";

        var rows = await FileRows.ReadAsync($"{good}\n{line}\r\n{good}", "format=ndjson");

        Assert.Equal(2, rows.Activities.Count);
        var rejected = Assert.Single(rows.Rejected);
        Assert.Equal((2, code), (rejected.Row, rejected.Code));
        Assert.DoesNotContain("secret", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_LongProperty_IsRejectedWithoutItsName()
    {
        var rows = await FileRows.ReadAsync(
            $$$"""{"contactId":"ada","type":"signup","occurredAt":"2026-10-01","properties":{"secret":"{{{new string('x', 1025)}}}"}}""", "format=ndjson");

        var rejected = Assert.Single(rows.Rejected);
        Assert.Equal("text_too_long", rejected.Code);
        Assert.DoesNotContain("secret", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_MappedMembers_AreTakenAndOthersPassedOver()
    {
        var rows = await FileRows.ReadAsync(
            """{"user":17,"kind":"signup","at":"2026-10-01","note":true,"plan":"5","seats":5,"more":{"deep":[1,{"x":null}]},"none":null}""", Mapped);

        Assert.Empty(rows.Rejected);
        var activity = Assert.Single(rows.Activities);
        Assert.Equal(("17", "signup", "true"), (activity.ContactId, activity.Type, activity.Value));
        Assert.Equal([("plan", false, "5"), ("seats", true, "5")], activity.Properties.Select(property => (property.Name, property.Value.IsNumber, property.Value.Text)));
    }

    [Theory]
    [InlineData("""{"user":null,"kind":"signup","at":"2026-10-01"}""", "required")]
    [InlineData("""{"user":["x"],"kind":"signup","at":"2026-10-01"}""", "text_expected")]
    [InlineData("""{"user":"x","user":"y","kind":"signup","at":"2026-10-01"}""", "duplicate_member")]
    [InlineData("""{"user":"x","kind":"signup","at":"2026-10-01","seats":1e999}""", "property_invalid")]
    [InlineData("""{"user":"x","kind":"\udc00","at":"2026-10-01"}""", "text_invalid")]
    [InlineData("[]", "malformed_json")]
    public async Task ReadAsync_BadMappedLine_IsRejected(string line, string code)
    {
        Assert.Equal(code, Assert.Single((await FileRows.ReadAsync(line, Mapped)).Rejected).Code);
    }

    [Fact]
    public async Task ReadAsync_LineBeyondTheLimit_IsRejectedAndTheNextIsRead()
    {
        var good = """{"user":"x","kind":"signup","at":"2026-10-01"}""";

        var rows = await FileRows.ReadAsync($$"""{{good}}{{'\n'}}{"user":"{{new string('y', 5_000)}}"}{{'\n'}}{{good}}""", Mapped, FileRows.Small);

        Assert.Equal(2, rows.Activities.Count);
        Assert.Equal((2, "row_too_long"), (rows.Rejected[0].Row, rows.Rejected[0].Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\n")]
    public async Task OpenAsync_NothingInIt_Fails(string text)
    {
        Assert.Equal("import_empty", (await Assert.ThrowsAsync<ImportFileException>(() => FileRows.ReadAsync(text, Mapped))).Code);
    }
}
