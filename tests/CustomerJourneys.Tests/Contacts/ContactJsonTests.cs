using System.Text;
using CustomerJourneys.Contacts;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Tests.Contacts;

public sealed class ContactJsonTests
{
    [Theory]
    [InlineData("""{"email":"a@b"}""", "email=a@b")]
    [InlineData("""{"email":"  A@b.c "}""", "email=A@b.c")]
    [InlineData("""{"email":null,"firstName":""}""", "email= firstName=")]
    [InlineData("""{"lastName":"O'Neil 🙂","attributes":{"Plan":"pro","seats":5,"gone":null}}""", "lastName=O'Neil 🙂 Plan=pro seats=5 gone=")]
    [InlineData("""{"attributes":null}""", "")]
    [InlineData("{}", "")]
    public void ReadOne_Valid_IsWhatWasSaid(string json, string said) =>
        Assert.Equal(said, string.Join(' ', ContactJson.ReadOne("c", Bytes(json)).Attributes.Select(attribute => $"{attribute.Name}={attribute.Value.Text}")));

    [Theory]
    [InlineData("""{"email":"a"}""", "email_invalid", "email")]
    [InlineData("""{"email":"@b"}""", "email_invalid", "email")]
    [InlineData("""{"email":"a@"}""", "email_invalid", "email")]
    [InlineData("""{"email":"a@b@c"}""", "email_invalid", "email")]
    [InlineData("""{"email":"a b@c"}""", "email_invalid", "email")]
    [InlineData("""{"email":5}""", "text_expected", "email")]
    [InlineData("""{"name":"x"}""", "unknown_member", "name")]
    [InlineData("""{"attributes":[]}""", "object_expected", "attributes")]
    [InlineData("""{"attributes":{"Email":"x"}}""", "attribute_reserved", "attributes.Email")]
    [InlineData("""{"attributes":{"a":1,"A":2}}""", "duplicate_member", "attributes.A")]
    [InlineData("""{"attributes":{"a":true}}""", "attribute_value_invalid", "attributes.a")]
    [InlineData("""{"attributes":{"a":1e999}}""", "attribute_value_invalid", "attributes.a")]
    [InlineData("""{"attributes":{"a\u0001":1}}""", "attribute_invalid", "attributes.a\u0001")]
    [InlineData("""{"attributes":{"a":"\ud800"}}""", "text_invalid", "attributes.a")]
    public void ReadOne_Invalid_SaysWhatAndWhere(string json, string code, string path) =>
        Assert.Contains(Assert.Throws<ProblemException>(() => ContactJson.ReadOne("c", Bytes(json))).Errors, error => (error.Code, error.Path) == (code, path));

    [Fact]
    public void ReadOne_TooLong_SaysWhatAndWhere()
    {
        var json = $$$"""{"email":"{{{new string('a', 260)}}}@b","firstName":"{{{new string('a', 201)}}}","attributes":{"{{{new string('n', 65)}}}":1,"v":"{{{new string('a', 1025)}}}"} }""";
        var errors = Assert.Throws<ProblemException>(() => ContactJson.ReadOne("c", Bytes(json))).Errors;
        Assert.Equal(["text_too_long", "text_too_long", "attribute_invalid", "text_too_long"], errors.Select(error => error.Code));
    }

    [Fact]
    public void ReadNdjson_BlankLinesAndAnErrorInTheMiddle_NamesTheLineByItsIndex()
    {
        var lines = "{\"contactId\":\"a\"}\r\n\n  \n{\"contactId\":\"b\",\"email\":\"x@y\"}\n";
        Assert.Equal(["a", "b"], ContactJson.ReadNdjson(Bytes(lines)).Select(change => change.ContactId));
        var problem = Assert.Throws<ProblemException>(() => ContactJson.ReadNdjson(Bytes(lines + "{\"contactId\":\"c\",\"email\":\"x\"}")));
        Assert.Equal("contacts[2].email", Assert.Single(problem.Errors).Path);
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
