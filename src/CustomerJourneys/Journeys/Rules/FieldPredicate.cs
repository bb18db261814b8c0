using System.Globalization;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>
/// A <see cref="FieldFilter"/> ready to be asked about values. The one place that knows how values compare:
/// the evaluator, traces and validation all ask here. Costs one comparison a value; make one per filter, not per value.
/// </summary>
public sealed class FieldPredicate
{
    private readonly FieldOperator _operator;
    private readonly string _text;
    private readonly ExactNumber? _number;
    private readonly double? _double;

    /// <summary>Prepares a filter.</summary>
    public FieldPredicate(FieldFilter filter)
    {
        _operator = filter.Operator;
        _text = filter.Value.Text;
        _number = ExactNumber.TryRead(filter.Value, out var number) ? number : null;
        _double = _number is null ? null : DoubleOf(filter.Value, number);
    }

    /// <summary>Prepares a test of a field: a filter, or a filter on the page that an address names.</summary>
    public static Predicate<PropertyValue> Of(FieldTest test)
    {
        if (!test.IsPage)
            return new FieldPredicate(test.Filter).Matches;
        // A page is text even where it looks like a number.
        var page = test.Filter.Value.Text;
        return test.Filter.Operator == FieldOperator.Equals
            ? value => PageAddress.Reduce(value.Text).Equals(page, StringComparison.OrdinalIgnoreCase)
            : throw new ArgumentException("Pages are compared with equals only.", nameof(test));
    }

    /// <summary>Whether an operator compares numbers only.</summary>
    public static bool IsNumeric(FieldOperator fieldOperator) => fieldOperator
        is FieldOperator.GreaterThan or FieldOperator.GreaterOrEqual or FieldOperator.LessThan or FieldOperator.LessOrEqual;

    /// <summary>Whether a field with this value passes; a missing field is the empty text.</summary>
    public bool Matches(PropertyValue value) => _operator switch
    {
        FieldOperator.Contains => value.Text.Contains(_text, StringComparison.OrdinalIgnoreCase),
        FieldOperator.DoesNotContain => !value.Text.Contains(_text, StringComparison.OrdinalIgnoreCase),
        FieldOperator.StartsWith => value.Text.StartsWith(_text, StringComparison.OrdinalIgnoreCase),
        FieldOperator.EndsWith => value.Text.EndsWith(_text, StringComparison.OrdinalIgnoreCase),
        FieldOperator.Equals => AreEqual(value),
        FieldOperator.NotEquals => !AreEqual(value),
        FieldOperator.GreaterThan => Compare(value) > 0,
        FieldOperator.GreaterOrEqual => Compare(value) >= 0,
        FieldOperator.LessThan => Compare(value) < 0,
        FieldOperator.LessOrEqual => Compare(value) <= 0,
        _ => throw new InvalidOperationException($"Unknown operator {_operator}."),
    };

    private bool AreEqual(PropertyValue value) =>
        Compare(value) is { } order ? order == 0 : value.Text.Equals(_text, StringComparison.OrdinalIgnoreCase);

    // null when a side is no number, which every numeric comparison then denies.
    private int? Compare(PropertyValue value)
    {
        if (_double is { } known && value.IsNumber)
            return value.Number.CompareTo(known);
        return _number is { } number && ExactNumber.TryRead(value, out var other) ? other.CompareTo(number) : null;
    }

    // A number stands for the shortest decimal that reads back to it, and these have the order of the numbers themselves. So where the filter's number is such a
    // decimal, numbers compare as they are, which matters where a column has many of them.
    private static double? DoubleOf(PropertyValue value, ExactNumber number)
    {
        var nearest = value.IsNumber ? value.Number : double.Parse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(nearest) && ExactNumber.TryRead(new PropertyValue(nearest), out var exact) && exact.CompareTo(number) == 0
            ? nearest
            : null;
    }
}
