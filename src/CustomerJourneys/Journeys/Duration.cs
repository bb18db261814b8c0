using System.Globalization;
using System.Text.RegularExpressions;

namespace CustomerJourneys.Journeys;

/// <summary>
/// A length of time in ISO 8601 with weeks, days, hours, minutes and seconds, such as <c>P7D</c> or <c>PT30M</c>; positive, to the
/// millisecond. Months and years have no fixed length and are refused. It is kept as it was written, so that it is given back the same.
/// </summary>
public readonly partial record struct Duration
{
    /// <summary>The longest duration: a hundred years of 365 days, in milliseconds.</summary>
    public const long MaxMilliseconds = 36_500L * 24 * 60 * 60 * 1000;

    private Duration(string text, long milliseconds)
    {
        Text = text;
        Milliseconds = milliseconds;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>How long it is, in milliseconds; at least 1.</summary>
    public long Milliseconds { get; }

    /// <summary>Reads a duration; surrounding space, signs, months, years and nothing at all are refused.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        if (text.Length > 64 || Pattern().Match(text) is not { Success: true } match)
            return false;
        decimal milliseconds = 0;
        foreach (var (part, unit) in Units)
        {
            if (match.Groups[part] is { Success: true, ValueSpan: var digits })
                milliseconds += decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * unit;
        }

        if (milliseconds is < 1 or > MaxMilliseconds)
            return false;
        duration = new Duration(text, (long)milliseconds);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static readonly (string Part, long Unit)[] Units =
        [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];

    // At least one part, and at least one after a T.
    [GeneratedRegex(@"^P(?=.)(?:(?<w>[0-9]{1,12})W)?(?:(?<d>[0-9]{1,12})D)?(?:T(?=[0-9])(?:(?<h>[0-9]{1,12})H)?(?:(?<m>[0-9]{1,12})M)?(?:(?<s>[0-9]{1,12}(?:\.[0-9]{1,3})?)S)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
