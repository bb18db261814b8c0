using System.Buffers;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Activities;

/// <summary>
/// The limits of an activity and the codes of those who break them. Everything that enters the log, by whichever way, passes here.
/// Lengths are in characters (UTF-16 code units).
/// </summary>
public static class ActivityRules
{
    /// <summary>The longest contact or activity id.</summary>
    public const int MaxId = 128;

    /// <summary>The longest activity type.</summary>
    public const int MaxType = 64;

    /// <summary>The longest value, title, channel or text property.</summary>
    public const int MaxText = 1_024;

    /// <summary>The longest url or referrer.</summary>
    public const int MaxUrl = 2_048;

    /// <summary>The most properties of one activity.</summary>
    public const int MaxProperties = 50;

    /// <summary>The most activities in one batch.</summary>
    public const int MaxBatch = 5_000;

    /// <summary>How far ahead of the clock an activity may have occurred: clocks differ.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromHours(24);

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~:@+-");

    private static readonly SearchValues<byte> IdBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~:@+-"u8);

    /// <summary>What is wrong with a contact id; <see langword="null"/> if nothing is.</summary>
    public static (string Code, string Message)? CheckContactId(string id) => IsId(id)
        ? null
        : ("contact_id_invalid", $"A contact id has 1 to {MaxId} characters of A-Z a-z 0-9 . _ ~ : @ + -");

    /// <summary>What is wrong with an activity id; <see langword="null"/> if nothing is.</summary>
    public static (string Code, string Message)? CheckActivityId(string id) => IsId(id)
        ? null
        : ("activity_id_invalid", $"An activity id has 1 to {MaxId} characters of A-Z a-z 0-9 . _ ~ : @ + -");

    /// <summary>What is wrong with an activity type; <see langword="null"/> if nothing is.</summary>
    public static (string Code, string Message)? CheckType(string type) =>
        type.Length is > 0 and <= MaxType && !string.IsNullOrWhiteSpace(type) && !HasControlCharacter(type)
            ? null
            : ("activity_type_invalid", $"An activity type has 1 to {MaxType} characters, not all of them blank, and no control characters.");

    /// <summary>What is wrong with a time; <see langword="null"/> if nothing is.</summary>
    /// <param name="occurredAt">Milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="now">The present time, in the same form.</param>
    public static (string Code, string Message)? CheckTime(long occurredAt, long now) =>
        occurredAt - now <= (long)MaxAhead.TotalMilliseconds
            ? null
            : ("time_in_future", $"An activity may not lie more than {MaxAhead.TotalHours} hours ahead.");

    /// <summary>What is wrong with the name of a property; <see langword="null"/> if nothing is.</summary>
    public static (string Code, string Message)? CheckPropertyName(string name) =>
        name.Length is > 0 and <= ActivityField.MaxPropertyName && !HasControlCharacter(name)
            ? null
            : ("property_name_invalid", $"A property's name has 1 to {ActivityField.MaxPropertyName} characters and no control characters.");

    /// <summary>What is wrong with the length of a text; <see langword="null"/> if nothing is.</summary>
    public static (string Code, string Message)? CheckText(string name, string text, int maxLength) => text.Length <= maxLength
        ? null
        : ("text_too_long", $"'{name}' has at most {maxLength} characters; this one has {text.Length}.");

    /// <summary>The most characters of a fixed field; see <see cref="ActivityField.Fixed"/>.</summary>
    public static int MaxLengthOf(string field) => field is "url" or "referrer" ? MaxUrl : MaxText;

    /// <summary>A batch that is over the limit.</summary>
    public static FieldError BatchTooLarge(string path) =>
        new(path, "batch_too_large", $"A batch has at most {MaxBatch} activities.");

    /// <summary>Whether UTF-8 bytes are a contact or activity id.</summary>
    internal static bool IsId(ReadOnlySpan<byte> utf8) => utf8.Length is > 0 and <= MaxId && utf8.IndexOfAnyExcept(IdBytes) < 0;

    /// <summary>Whether UTF-8 bytes are a type without a closer look: other characters than ASCII ask for <see cref="CheckType"/>.</summary>
    internal static bool IsPlainType(ReadOnlySpan<byte> utf8) => utf8.Length <= MaxType && utf8.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 && utf8.ContainsAnyExcept((byte)' ');

    /// <summary>Whether UTF-8 bytes are a property's name without a closer look.</summary>
    internal static bool IsPlainName(ReadOnlySpan<byte> utf8) => utf8.Length is > 0 and <= ActivityField.MaxPropertyName && utf8.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;

    private static bool IsId(string id) => id.Length is > 0 and <= MaxId && id.AsSpan().IndexOfAnyExcept(IdCharacters) < 0;

    private static bool HasControlCharacter(string text) => text.Any(char.IsControl);
}
