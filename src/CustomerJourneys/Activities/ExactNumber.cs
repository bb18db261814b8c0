using System.Globalization;

namespace CustomerJourneys.Activities;

/// <summary>
/// A number as conditions compare it: a JSON number, or a text in invariant decimal form. Numbers of any length compare exactly,
/// digit by digit, so that long ids do not become equal by rounding. A JSON number is the shortest decimal that reads back to it.
/// </summary>
public readonly struct ExactNumber
{
    private readonly int _sign;
    // The value is 0.DIGITS times ten to the power of _point; the digits neither begin nor end with 0, and 0 has none.
    private readonly string _digits;
    private readonly int _point;

    private ExactNumber(bool isNegative, ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, int exponent)
    {
        var digits = string.Concat(whole, fraction);
        var significant = digits.AsSpan().TrimStart('0');
        _point = whole.Length + exponent - (digits.Length - significant.Length);
        _digits = significant.TrimEnd('0').ToString();
        _sign = _digits.Length == 0 ? 0 : isNegative ? -1 : 1;
    }

    /// <summary>Reads a value as a number.</summary>
    /// <returns>Whether it is one: a number, or a text of an optional sign, digits, and an optional decimal point.</returns>
    public static bool TryRead(PropertyValue value, out ExactNumber number)
    {
        number = default;
        ReadOnlySpan<char> text = value.Text;
        var exponent = 0;
        // The shortest form of a double may carry an exponent, which a user's text may not.
        if (value.IsNumber && text.IndexOf('E') is > 0 and var e)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var isNegative = text is ['-', ..];
        if (isNegative || text is ['+', ..])
            text = text[1..];
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || !AreDigits(whole) || !AreDigits(fraction))
            return false;
        number = new ExactNumber(isNegative, whole, fraction, exponent);
        return true;
    }

    /// <summary>Negative when this number is less than the other, 0 when they are equal, positive when it is greater.</summary>
    public int CompareTo(ExactNumber other)
    {
        if (_sign != other._sign || _sign == 0)
            return _sign.CompareTo(other._sign);
        var magnitude = _point != other._point ? _point.CompareTo(other._point) : string.CompareOrdinal(_digits, other._digits);
        return _sign * magnitude;
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
