using System.Text.Json.Nodes;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Contacts;

/// <summary>What <see cref="ContactJson"/> reads, as JSON Schemas.</summary>
public static class ContactSchemas
{
    /// <summary>The schemas.</summary>
    public static IReadOnlyList<NamedSchema> All =>
    [
        new("ContactChange", WithExample(
            JsonSchema.Request("What is said of a contact. What is left out stays as it is; null takes a value away.", Said()),
            """{ "email": "ada@example.com", "firstName": "Ada", "attributes": { "plan": "pro", "seats": 5 } }""")),
        new("ContactOfBatch", JsonSchema.Request(
            "What is said of one contact of a batch. What is left out stays as it is; null takes a value away.",
            [new("contactId", JsonSchema.Text("The contact; compared exactly.", pattern: ActivitySchemas.IdPattern), Required: true), .. Said()])),
        new("ContactBatch", WithExample(
            JsonSchema.Request(
                "A batch of contacts: all of it is stored, or nothing.",
                [new("contacts", JsonSchema.Array("The contacts; of what is said twice of one the later counts.", JsonSchema.Reference("ContactOfBatch"), max: ContactRules.MaxBatch), Required: true)]),
            """{ "contacts": [ { "contactId": "c-1", "email": "ada@example.com" }, { "contactId": "c-2", "attributes": { "plan": "free" } } ] }""")),
        new("ContactMerge", WithExample(
            JsonSchema.Request("A merge.", [new("from", JsonSchema.Text("The contact that goes: from then on its id stands for the other.", pattern: ActivitySchemas.IdPattern), Required: true)]),
            """{ "from": "c-2" }""")),
    ];

    private static IReadOnlyList<SchemaMember> Said() =>
    [
        new("email", JsonSchema.Text("Its e-mail address. Contacts with the same address, ignoring case, become one.", ContactRules.MaxEmail)),
        new("firstName", JsonSchema.Text("Its first name.", ContactRules.MaxName)),
        new("lastName", JsonSchema.Text("Its last name.", ContactRules.MaxName)),
        new("attributes", Attributes()),
    ];

    private static JsonObject Attributes() => new()
    {
        ["type"] = "object",
        ["description"] = "Attributes of your own: texts and numbers; null takes one away. Names compare ignoring case.",
        ["maxProperties"] = ContactRules.MaxAttributes,
        ["propertyNames"] = new JsonObject { ["minLength"] = 1, ["maxLength"] = ContactRules.MaxAttributeName },
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "null"), ["maxLength"] = ContactRules.MaxAttributeText },
    };

    private static JsonObject WithExample(JsonObject schema, string example)
    {
        schema["example"] = JsonNode.Parse(example);
        return schema;
    }
}
