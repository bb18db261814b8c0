using System.Text;

namespace CustomerJourneys.Activities;

/// <summary>Reads the time of an activity: RFC 3339, and its usual relaxations in files.</summary>
public static class ActivityTime
{
    private const long MillisecondsPerMinute = 60_000;
    private const int UsualLength = 20;
    private const int MaxOnStack = 128;
    private static readonly int UnixEpochDay = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>
    /// Reads <c>yyyy-MM-ddTHH:mm:ss[.fraction](Z|±HH:mm)</c>; <c>T</c> may be a blank, <c>t</c> or <c>z</c> small.
    /// </summary>
    /// <param name="text">The time. A fraction of any length is cut down to milliseconds.</param>
    /// <param name="zoneIsOptional">
    /// Whether a time may lack its zone (then it is UTC), its seconds, or all but the date (then it is midnight), as in files.
    /// </param>
    /// <param name="occurredAt">Milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <returns>Whether it is such a time.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, bool zoneIsOptional, out long occurredAt)
    {
        occurredAt = 0;
        if (!TryReadDate(ref text, out var days))
            return false;
        long milliseconds = 0;
        if (text.IsEmpty)
        {
            if (!zoneIsOptional)
                return false;
        }
        else if (text[0] is not ('T' or 't' or ' ') || !TryReadTimeOfDay(ref text, zoneIsOptional, out milliseconds)
            || !TryReadZone(text, zoneIsOptional, ref milliseconds))
        {
            return false;
        }

        occurredAt = (days * 24L * 60 * MillisecondsPerMinute) + milliseconds;
        return true;
    }

    /// <summary>Reads a time in UTF-8, as the other does.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, bool zoneIsOptional, out long occurredAt)
    {
        if (TryReadUsual(utf8, out occurredAt))
            return true;
        // What is no ASCII cannot become it this way.
        Span<char> text = utf8.Length <= MaxOnStack ? stackalloc char[utf8.Length] : new char[utf8.Length];
        Encoding.Latin1.GetChars(utf8, text);
        return TryRead(text, zoneIsOptional, out occurredAt);
    }

    // yyyy-MM-ddTHH:mm:ss[.fff]Z, which nearly every time is.
    private static bool TryReadUsual(ReadOnlySpan<byte> text, out long occurredAt)
    {
        occurredAt = 0;
        if (text.Length is not (UsualLength or UsualLength + 4) || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[^1] != 'Z')
            return false;
        var wrong = 0u;
        var year = (Two(text, 0, ref wrong) * 100) + Two(text, 2, ref wrong);
        var month = Two(text, 5, ref wrong);
        var day = Two(text, 8, ref wrong);
        var hour = Two(text, 11, ref wrong);
        var minute = Two(text, 14, ref wrong);
        var second = Two(text, 17, ref wrong);
        var fraction = 0u;
        if (text.Length > UsualLength)
        {
            if (text[19] != '.')
                return false;
            fraction = (Two(text, 20, ref wrong) * 10) + Digit(text[22], ref wrong);
        }

        if (wrong > 9 || year < 1 || month is < 1 or > 12 || day < 1 || hour > 23 || minute > 59 || second > 59
            || day > DateTime.DaysInMonth((int)year, (int)month))
        {
            return false;
        }

        var days = new DateOnly((int)year, (int)month, (int)day).DayNumber - UnixEpochDay;
        occurredAt = (((((days * 24L) + hour) * 60) + minute) * MillisecondsPerMinute) + (second * 1000) + fraction;
        return true;
    }

    private static uint Two(ReadOnlySpan<byte> text, int at, ref uint wrong) => (Digit(text[at], ref wrong) * 10) + Digit(text[at + 1], ref wrong);

    // A byte that is no digit gives a number over 9, which stays in 'wrong'.
    private static uint Digit(byte digit, ref uint wrong)
    {
        var number = (uint)digit - '0';
        wrong = Math.Max(wrong, number);
        return number;
    }

    private static bool TryReadDate(ref ReadOnlySpan<char> text, out int days)
    {
        days = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || !TryReadDigits(text[..4], out var year) || !TryReadDigits(text[5..7], out var month) || !TryReadDigits(text[8..10], out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        days = new DateOnly(year, month, day).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        text = text[10..];
        return true;
    }

    private static bool TryReadTimeOfDay(ref ReadOnlySpan<char> text, bool secondsAreOptional, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length < 6 || text[3] != ':' || !TryReadDigits(text[1..3], out var hour) || !TryReadDigits(text[4..6], out var minute)
            || hour > 23 || minute > 59)
        {
            return false;
        }

        milliseconds = ((hour * 60) + minute) * MillisecondsPerMinute;
        text = text[6..];
        if (text.IsEmpty || text[0] != ':')
            return secondsAreOptional;
        if (text.Length < 3 || !TryReadDigits(text[1..3], out var second) || second > 59)
            return false;
        milliseconds += second * 1000;
        text = text[3..];
        return text.IsEmpty || text[0] != '.' || TryReadFraction(ref text, ref milliseconds);
    }

    private static bool TryReadFraction(ref ReadOnlySpan<char> text, ref long milliseconds)
    {
        var length = text[1..].IndexOfAnyExceptInRange('0', '9');
        if (length < 0)
            length = text.Length - 1;
        if (length == 0)
            return false;
        for (int i = 1, unit = 100; i <= length && unit > 0; i++, unit /= 10)
            milliseconds += (text[i] - '0') * unit;
        text = text[(length + 1)..];
        return true;
    }

    private static bool TryReadZone(ReadOnlySpan<char> text, bool zoneIsOptional, ref long milliseconds)
    {
        if (text.IsEmpty)
            return zoneIsOptional;
        if (text is "Z" or "z")
            return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !TryReadDigits(text[1..3], out var hours) || !TryReadDigits(text[4..6], out var minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        var offset = ((hours * 60) + minutes) * MillisecondsPerMinute;
        milliseconds -= text[0] == '+' ? offset : -offset;
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = (number * 10) + (c - '0');
        }

        return true;
    }
}
