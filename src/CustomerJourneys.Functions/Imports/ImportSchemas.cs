using System.Text.Json.Nodes;
using CustomerJourneys.Json;

namespace CustomerJourneys.Functions.Imports;

/// <summary>What <see cref="ImportFunctions"/> reads, as JSON Schemas.</summary>
internal static class ImportSchemas
{
    public static IReadOnlyList<NamedSchema> All => [new("ImportReference", Reference())];

    private static JsonObject Reference()
    {
        var schema = JsonSchema.Request(
            "Names a file that is in the imports container.",
            [new("blob", JsonSchema.Text("The name of the file; one that ends in .gz is compressed with gzip.", maxLength: 1024), Required: true)]);
        schema["example"] = JsonNode.Parse("""{ "blob": "2026-03/activities.csv.gz" }""");
        return schema;
    }
}
