namespace CustomerJourneys.Functions.Http;

/// <summary>
/// Describes a function with an HTTP trigger for the API description (<c>/api/openapi.json</c>). Its route, methods and path parameters come
/// from the trigger; the other attributes of this file add what the code reads and answers. Tests hold that every function is described,
/// that what is described is used, and that every answer of the end-to-end tests is as described.
/// </summary>
/// <param name="summary">What it does, in a few words.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OperationAttribute(string summary) : Attribute
{
    public string Summary { get; } = summary;

    /// <summary>More about it, in Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it reads or writes storage, and so may answer <c>storage_unavailable</c>.</summary>
    public bool UsesStorage { get; init; } = true;
}

/// <summary>Says why a function with an HTTP trigger is not in the API description.</summary>
/// <param name="reason">Why.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NotDescribedAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}

/// <summary>A query parameter that the function reads.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it means, and what holds without it.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class QueryParameterAttribute(string name, string description) : Attribute
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public bool Required { get; init; }

    /// <summary>The texts that it may be; none for any.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>The greatest number; set, the parameter is a whole number from 1 on.</summary>
    public int Maximum { get; init; }

    /// <summary>The longest text.</summary>
    public int MaxLength { get; init; }
}

/// <summary>A header of the request that the function reads, other than those of its body.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it means.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RequestHeaderAttribute(string name, string description) : Attribute
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public bool Required { get; init; }

    public string? Example { get; init; }
}

/// <summary>
/// A body that the function takes, in one content type; without one it takes none. Several of one content type: a body is of one of the schemas.
/// </summary>
/// <param name="contentType">The content type, or a range such as <c>*/*</c>.</param>
/// <param name="schema">The name of its schema; of each line for NDJSON; <see langword="null"/> when it is a file.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class TakesBodyAttribute(string contentType, string? schema) : Attribute
{
    public const string Json = "application/json";

    public const string Ndjson = "application/x-ndjson";

    /// <summary>A JSON document.</summary>
    public TakesBodyAttribute(string schema)
        : this(Json, schema)
    {
    }

    public string ContentType { get; } = contentType;

    public string? Schema { get; } = schema;

    /// <summary>Whether the body may be missing.</summary>
    public bool Optional { get; init; }

    /// <summary>What it is, when the schema does not say.</summary>
    public string? Description { get; init; }

    /// <summary>An example, when there is no schema that has one.</summary>
    public string? Example { get; init; }
}

/// <summary>An answer that is no error.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class AnswersAttribute : Attribute
{
    /// <summary>An answer without a body.</summary>
    public AnswersAttribute(int status, string description) => (Status, Description) = (status, description);

    /// <summary>An answer whose body is a type, written by <see cref="Answer"/>.</summary>
    public AnswersAttribute(int status, Type body, string description)
        : this(status, description) => (Body, ContentType) = (body, TakesBodyAttribute.Json);

    /// <summary>An answer whose body is written by hand.</summary>
    /// <param name="status">The status.</param>
    /// <param name="schema">The name of its schema.</param>
    /// <param name="description">What it is.</param>
    public AnswersAttribute(int status, string schema, string description)
        : this(status, description) => (Schema, ContentType) = (schema, TakesBodyAttribute.Json);

    public int Status { get; }

    public string Description { get; }

    public Type? Body { get; }

    public string? Schema { get; }

    /// <summary>The content type of the body; <see langword="null"/> without a body. Set alone, the body is a text.</summary>
    public string? ContentType { get; init; }

    /// <summary>The headers that it has.</summary>
    public string[] Headers { get; init; } = [];
}

/// <summary>
/// Codes that the function may answer with, beside those that follow from its other attributes (of any request, of a body, of <c>If-Match</c>).
/// Status and meaning are those of <c>docs/errors.md</c>.
/// </summary>
/// <param name="codes">The codes.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ProblemsAttribute(params string[] codes) : Attribute
{
    public string[] Codes { get; } = codes;
}

/// <summary>All codes with a status of a section of <c>docs/errors.md</c>, as <see cref="ProblemsAttribute"/>.</summary>
/// <param name="section">The heading.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ProblemsOfAttribute(string section) : Attribute
{
    public string Section { get; } = section;
}

/// <summary>The name of a type in the API description, where it is not the name of the type without <c>Answer</c>.</summary>
/// <param name="name">The name.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum)]
internal sealed class SchemaNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
