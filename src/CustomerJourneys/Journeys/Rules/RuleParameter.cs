using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>A parameter of a rule: what a condition builder must know to ask for it, and the limits by which it is read.</summary>
/// <param name="Name">The name of the member, in camelCase.</param>
/// <param name="Kind">What it is, and how it is written in JSON.</param>
/// <param name="IsRequired">Whether a condition must have it.</param>
public sealed record RuleParameter(string Name, ParameterKind Kind, bool IsRequired)
{
    /// <summary>What holds when it is left out; <see langword="null"/> when leaving it out means that there is none.</summary>
    public PropertyValue? Default { get; init; }

    /// <summary>The most characters of a text (UTF-16 code units).</summary>
    public int? MaxLength { get; init; }

    /// <summary>The least number.</summary>
    public int? Minimum { get; init; }

    /// <summary>The greatest number.</summary>
    public int? Maximum { get; init; }

    /// <summary>The most items of an array.</summary>
    public int? MaxItems { get; init; }

    /// <summary>The operators that it may be, or that its filters may use; empty for other kinds.</summary>
    public IReadOnlyList<FieldOperator> Operators { get; init; } = [];

    /// <summary>A required text.</summary>
    public static RuleParameter Text(string name, ParameterKind kind, int maxLength) => new(name, kind, IsRequired: true) { MaxLength = maxLength };

    /// <summary>The operator of a comparison; <c>contains</c> when it is left out.</summary>
    public static RuleParameter Operator(IReadOnlyList<FieldOperator> operators) => new("operator", ParameterKind.Operator, IsRequired: false)
    {
        Default = new PropertyValue(FieldOperators.NameOf(FieldOperator.Contains)),
        Operators = operators,
    };

    /// <summary>The filters <c>where</c>.</summary>
    public static RuleParameter Where { get; } = new("where", ParameterKind.Filters, IsRequired: false)
    {
        MaxItems = PerformedActivity.MaxFilters,
        Operators = FieldOperators.All,
    };

    /// <summary>Reads this parameter as a text that must say something; notes <c>value_empty</c> and whatever else is wrong.</summary>
    /// <returns>The text; <see langword="null"/> when it is missing or wrong.</returns>
    public string? ReadText(JsonMembers members)
    {
        var text = members.Text(Name, MaxLength ?? int.MaxValue, IsRequired);
        if (text is null || !string.IsNullOrWhiteSpace(text))
            return text;
        members.Fail(Name, "value_empty", $"'{Name}' must not be empty.");
        return null;
    }
}

/// <summary>What a parameter is. A condition builder chooses its input by it; all but the last three are texts.</summary>
public enum ParameterKind
{
    /// <summary>The address of a page, whole or as a path.</summary>
    Page,

    /// <summary>The name of a form.</summary>
    Form,

    /// <summary>The name of an e-mail.</summary>
    Email,

    /// <summary>A part of an address, or all of it, as the operator demands.</summary>
    Url,

    /// <summary>The name of an activity type.</summary>
    ActivityType,

    /// <summary>The name of a contact's attribute.</summary>
    Attribute,

    /// <summary>The id of a contact group.</summary>
    Group,

    /// <summary>An ISO 8601 duration, such as <c>P30D</c>.</summary>
    Duration,

    /// <summary>The name of an operator.</summary>
    Operator,

    /// <summary>What an operator compares with: a text or a number.</summary>
    Value,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>An array of filters: <c>{field, operator, value}</c>.</summary>
    Filters,
}
