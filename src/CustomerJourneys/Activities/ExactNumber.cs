using System.Buffers;
using System.Globalization;

namespace CustomerJourneys.Activities;

/// <summary>
/// A number as conditions compare it: a JSON number, or a text in invariant decimal form. Two numbers of up to 28 digits compare
/// exactly, so that long ids do not become equal by rounding; larger ones compare as doubles.
/// </summary>
public readonly struct ExactNumber
{
    private static readonly SearchValues<char> DecimalForm = SearchValues.Create("+-.0123456789");

    private readonly decimal _exact;
    private readonly double _rounded;
    private readonly bool _isExact;

    private ExactNumber(decimal exact)
    {
        _exact = exact;
        _rounded = (double)exact;
        _isExact = true;
    }

    private ExactNumber(double rounded) => _rounded = rounded;

    /// <summary>Reads a value as a number.</summary>
    /// <returns>Whether it is one: a number, or a text of an optional sign, digits, and an optional decimal point.</returns>
    public static bool TryRead(PropertyValue value, out ExactNumber number)
    {
        const NumberStyles decimalForm = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        // The shortest form of a double may carry an exponent, which a user's text may not.
        var styles = value.IsNumber ? decimalForm | NumberStyles.AllowExponent : decimalForm;
        var text = value.Text;
        if (text.Length <= 28 && decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var exact)
            && (exact != 0 || !value.IsNumber || value.Number == 0))
        {
            number = new ExactNumber(exact);
            return true;
        }

        if (value.IsNumber)
        {
            number = new ExactNumber(value.Number);
            return true;
        }

        if (IsDecimalForm(text) && double.TryParse(text, styles, CultureInfo.InvariantCulture, out var rounded) && double.IsFinite(rounded))
        {
            number = new ExactNumber(rounded);
            return true;
        }

        number = default;
        return false;
    }

    /// <summary>Negative when this number is less than the other, 0 when they are equal, positive when it is greater.</summary>
    public int CompareTo(ExactNumber other) =>
        _isExact && other._isExact ? _exact.CompareTo(other._exact) : _rounded.CompareTo(other._rounded);

    // double.TryParse also takes names such as NaN and Infinity.
    private static bool IsDecimalForm(string text) => text.AsSpan().IndexOfAnyExcept(DecimalForm) < 0;
}
