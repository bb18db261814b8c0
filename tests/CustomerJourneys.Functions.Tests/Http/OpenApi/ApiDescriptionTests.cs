using System.Reflection;
using System.Text.Json.Nodes;
using CustomerJourneys.Functions.Http;
using CustomerJourneys.Functions.Http.OpenApi;
using CustomerJourneys.Functions.Imports;
using CustomerJourneys.Imports;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.OpenApi;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace CustomerJourneys.Functions.Tests.Http.OpenApi;

/// <summary>The API description is valid, complete, and about what is there.</summary>
public class ApiDescriptionTests
{
    // Codes of answers that belong to no operation.
    private static readonly string[] FallbackCodes = ["route_not_found", "page_not_found", "method_not_allowed"];

    private static readonly Assembly App = typeof(ApiDescription).Assembly;
    private static readonly JsonObject Document = ApiDescription.Create();
    private static readonly SchemaCheck Schemas = new(Document);

    private static readonly string[] Names = [.. Document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key)];

    public static TheoryData<string> SchemaNames => [.. Names];

    public static TheoryData<Type> FunctionClasses => [.. DescribedOperation.Functions(App).Select(function => function.DeclaringType!).Distinct()];

    [Fact]
    public void Document_IsValidOpenApi()
    {
        var read = OpenApiModelFactory.Parse(Document.ToJsonString(), "json", new OpenApiReaderSettings { RuleSet = ValidationRuleSet.GetDefaultRuleSet() });

        Assert.Empty(read.Diagnostic!.Errors.Select(error => $"{error.Pointer}: {error.Message}"));
        Assert.Empty(read.Diagnostic.Warnings.Select(warning => $"{warning.Pointer}: {warning.Message}"));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal(Document["paths"]!.AsObject().Count, read.Document!.Paths.Count);
    }

    [Fact]
    public void EveryFunctionWithARoute_IsDescribed_OrSaysWhyNot() => Assert.All(DescribedOperation.Functions(App), function => Assert.True(
        (function.GetCustomAttribute<OperationAttribute>() is null) != (function.GetCustomAttribute<NotDescribedAttribute>() is null),
        $"{function.DeclaringType!.Name}.{function.Name} needs an [Operation], or else a [NotDescribed]; see docs/contributing.md."));

    [Fact]
    public void EveryRoute_IsInTheDocument_WithTheMethodsThatItTakes()
    {
        var routes = new RouteTable();
        var operations = DescribedOperation.FindAll(App);
        Assert.Equal(operations.Count, Document["paths"]!.AsObject().Sum(path => path.Value!.AsObject().Count));
        Assert.All(operations, operation => Assert.Contains(
            operation.Verb.ToUpperInvariant(),
            routes.MethodsOf(operation.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(FunctionClasses))]
    public void EveryParameter_IsDescribedExactlyWhenItIsRead(Type functions)
    {
        var operations = DescribedOperation.FindAll(App).Where(operation => operation.Function.DeclaringType == functions).ToList();
        var reads = ParameterReads.Of(functions);
        // The parameters of an import are read in one place, which tells their names.
        var read = functions == typeof(ImportFunctions) ? reads.Query.Union(ImportMappingRules.Parameters) : reads.Query;
        var headers = operations.SelectMany(operation => operation.RequestHeaders).Select(header => header.Name).ToHashSet();

        Assert.Equal(read.Order(), operations.SelectMany(operation => operation.Query).Select(parameter => parameter.Name).Distinct().Order());
        Assert.Equal(reads.IfMatch, headers.Contains("If-Match"));
        Assert.All(headers.Where(header => header != "If-Match"), header => Assert.Contains(header, reads.Texts));
        Assert.All(operations, operation => Assert.All(operation.PathParameters, name => Assert.Contains(operation.Function.GetParameters(), parameter => parameter.Name == name)));
    }

    [Fact]
    public void EveryOperation_HasAnAnswerAndAnIdOfItsOwn()
    {
        var operations = DescribedOperation.FindAll(App);
        Assert.All(operations, operation => Assert.NotEmpty(operation.Answers));
        Assert.Equal(operations.Count, operations.Select(operation => operation.Id).Distinct().Count());
    }

    [Fact]
    public void EveryCodeWithAStatus_IsOfSomeOperation()
    {
        var errors = ErrorCatalogue.Load();
        var described = DescribedOperation.FindAll(App).SelectMany(operation => operation.Problems(errors)).Select(problem => problem.Code).ToHashSet();
        Assert.NotEmpty(described);
        Assert.Equal([], errors.All.Select(error => error.Code).Except(described).Except(FallbackCodes));
    }

    [Fact]
    public void EverySchema_IsUsedAndEveryReferenceLeadsSomewhere()
    {
        var references = Within(Document).OfType<JsonObject>().Select(node => (string?)node["$ref"]).OfType<string>().ToHashSet();
        Assert.All(references, reference => Assert.NotEmpty(Schemas.Resolve(new JsonObject { ["$ref"] = reference })));
        Assert.All(Names, name => Assert.Contains($"#/components/schemas/{name}", references));
    }

    [Theory]
    [MemberData(nameof(SchemaNames))]
    public void Schema_SaysWhatItAndItsMembersMean(string name)
    {
        var schema = Document["components"]!["schemas"]![name]!.AsObject();
        Assert.NotEmpty((string?)schema["description"] ?? "");
        Assert.All(schema["properties"] as JsonObject ?? [], member => Assert.False(string.IsNullOrEmpty((string?)member.Value!["description"]) && member.Value["$ref"] is null, $"{name}.{member.Key} has no description."));
    }

    [Fact]
    public void EveryExample_IsOfItsSchema()
    {
        var examples = Within(Document["components"]!).OfType<JsonObject>().Where(node => node.ContainsKey("example")).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, schema => Assert.Empty(Schemas.Check(schema["example"], schema)));
    }

    [Fact]
    public void SampleJourney_IsOfTheSchemaOfDefinitions() => Assert.Empty(Schemas.Check(
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("samples/coffee/journey.json"))), new JsonObject { ["$ref"] = "#/components/schemas/JourneyDefinition" }));

    private static IEnumerable<JsonNode> Within(JsonNode node) => (node switch
    {
        JsonObject members => members.Where(member => member.Key != "example").Select(member => member.Value),
        JsonArray items => items,
        _ => [],
    }).OfType<JsonNode>().SelectMany(Within).Append(node);
}
