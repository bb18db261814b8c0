using System.Text.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The operators: their names on the wire, and how they read in a sentence.</summary>
public static class FieldOperators
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FieldOperator> All { get; } = Enum.GetValues<FieldOperator>();

    /// <summary>Those that compare texts: all but the four that compare numbers only.</summary>
    public static IReadOnlyList<FieldOperator> OfTexts { get; } = [.. All.Where(fieldOperator => !FieldPredicate.IsNumeric(fieldOperator))];

    /// <summary>The name on the wire, in camelCase.</summary>
    public static string NameOf(FieldOperator fieldOperator) => JsonNamingPolicy.CamelCase.ConvertName(fieldOperator.ToString());

    /// <summary>How it reads in a sentence.</summary>
    public static string WordingOf(FieldOperator fieldOperator) => fieldOperator switch
    {
        FieldOperator.Contains => "contains",
        FieldOperator.DoesNotContain => "does not contain",
        FieldOperator.StartsWith => "starts with",
        FieldOperator.EndsWith => "ends with",
        FieldOperator.Equals => "is equal to",
        FieldOperator.NotEquals => "is not equal to",
        FieldOperator.GreaterThan => "is greater than",
        FieldOperator.GreaterOrEqual => "is greater than or equal to",
        FieldOperator.LessThan => "is less than",
        FieldOperator.LessOrEqual => "is less than or equal to",
        _ => throw new InvalidOperationException($"Unknown operator {fieldOperator}."),
    };

    /// <summary>Some operators by their names on the wire.</summary>
    public static IReadOnlyDictionary<string, FieldOperator> ByName(IReadOnlyList<FieldOperator> operators) =>
        operators.ToDictionary(NameOf, StringComparer.Ordinal);
}
