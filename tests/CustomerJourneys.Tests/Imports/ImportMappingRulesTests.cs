using CustomerJourneys.Activities;
using CustomerJourneys.Imports;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Tests.Imports;

public sealed class ImportMappingRulesTests
{
    [Fact]
    public void Read_FormatOnly_TakesTheNamesOfTheRequiredFields()
    {
        var mapping = FileRows.Mapping("format=csv");

        Assert.Equal(ImportFormat.Csv, mapping.Format);
        Assert.Equal(("contactId", "type", "occurredAt"), (mapping.ContactId, mapping.Type, mapping.OccurredAt));
        Assert.Null(mapping.Id);
        Assert.Empty(mapping.Fields);
        Assert.Empty(mapping.Properties);
        Assert.False(mapping.Gzip);
        Assert.False(mapping.IsActivityJson);
    }

    [Fact]
    public void Read_EveryParameter_MapsEach()
    {
        var mapping = FileRows.Mapping(
            "format=ndjson&contactId=a&type=b&occurredAt=c&id=d&value=e&title=f&url=g&referrer=h&channel=i&properties=j,k k", gzip: true);

        Assert.Equal(ImportFormat.Ndjson, mapping.Format);
        Assert.Equal(("a", "b", "c", "d"), (mapping.ContactId, mapping.Type, mapping.OccurredAt, mapping.Id));
        Assert.Equal(["e", "f", "g", "h", "i"], ActivityField.Fixed.Select(field => mapping.Fields[field]));
        Assert.Equal(["j", "k k"], mapping.Properties);
        Assert.True(mapping.Gzip);
        Assert.False(mapping.IsActivityJson);
    }

    [Theory]
    [InlineData("format=ndjson", true)]
    [InlineData("format=ndjson&type=kind", false)]
    [InlineData("format=ndjson&properties=plan", false)]
    public void Read_Ndjson_HasTheShapeOfTheApiOnlyWithoutAMapping(string parameters, bool expected)
    {
        Assert.Equal(expected, FileRows.Mapping(parameters).IsActivityJson);
    }

    [Theory]
    [InlineData("type=kind", "format", "required")]
    [InlineData("format=CSV", "format", "import_format_unknown")]
    [InlineData("format=", "format", "import_format_unknown")]
    [InlineData("format=csv&ContactId=c", "ContactId", "unknown_parameter")]
    [InlineData("format=csv&colour=c", "colour", "unknown_parameter")]
    [InlineData("format=csv&type=a&type=b", "type", "duplicate_parameter")]
    [InlineData("format=csv&unknown=a&unknown=b", "unknown", "unknown_parameter")]
    [InlineData("format=csv&id=", "id", "column_name_invalid")]
    [InlineData("format=csv&properties=", "properties", "property_name_invalid")]
    [InlineData("format=csv&properties=a,,b", "properties", "property_name_invalid")]
    [InlineData("format=csv&properties=plan,Plan", "properties", "duplicate_property")]
    public void Read_WrongParameter_SaysWhichAndWhy(string parameters, string path, string code)
    {
        var problem = Assert.Throws<ProblemException>(() => FileRows.Mapping(parameters));

        Assert.Equal((ProblemKind.Invalid, code), (problem.Kind, problem.Code));
        Assert.All(problem.Errors, error => Assert.Equal((path, code), (error.Path, error.Code)));
    }

    [Fact]
    public void Read_LimitsOfNames_AreExact()
    {
        Assert.Equal(200, FileRows.Mapping("format=csv&id=" + new string('x', 200)).Id!.Length);
        Assert.Equal("column_name_invalid", Code("format=csv&id=" + new string('x', 201)));
        Assert.Equal(50, FileRows.Mapping("format=csv&properties=" + Names(50)).Properties.Count);
        Assert.Equal("too_many_properties", Code("format=csv&properties=" + Names(51)));
        Assert.Equal("property_name_invalid", Code("format=csv&properties=" + new string('x', 65)));

        static string Names(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => "p" + i));
        static string Code(string parameters) => Assert.Throws<ProblemException>(() => FileRows.Mapping(parameters)).Code;
    }

    [Fact]
    public void Read_SeveralErrors_TellsAll()
    {
        var problem = Assert.Throws<ProblemException>(() => FileRows.Mapping("colour=red&contactId=&properties=a,a"));

        Assert.Equal(["colour", "format", "contactId", "properties"], problem.Errors.Select(error => error.Path));
    }
}
