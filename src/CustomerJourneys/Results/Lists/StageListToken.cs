using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Problems;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>Where a page of a list ended. On the wire it is opaque: base64url of its JSON.</summary>
/// <param name="Format">1.</param>
/// <param name="Query">The list, so that a token of another one is refused.</param>
/// <param name="ResultId">The result that the first page was of.</param>
/// <param name="ReachTime">The last contact's reach time, in milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="ContactId">The last contact.</param>
/// <param name="Matches">How many contacts match the search, counted once for the first page; <see langword="null"/> without a search.</param>
internal sealed record StageListToken(int Format, StageListQuery Query, string ResultId, long ReachTime, string ContactId, long? Matches)
{
    private const int MaxLength = 4096;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The place of the last contact.</summary>
    [JsonIgnore]
    public StageKey Key => new(ReachTime, ContactId);

    private bool IsPossible =>
        Format == 1
        && ReachTime is >= StageStatesFormat.NoTime and <= SegmentLimits.MaxTime
        && ContactId.Length is > 0 and <= StageStatesFormat.MaxIdLength
        && (Query.Search is null ? Matches is null : Matches >= 0);

    /// <summary>A token for what comes after an entry.</summary>
    public static string After(StageListQuery query, string resultId, StageKey last, long? matches) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(
            new StageListToken(1, query, resultId, last.Time, last.ContactId, matches), Options));

    /// <summary>Reads a token; <see langword="null"/> without one.</summary>
    /// <exception cref="ProblemException">It is not one that this list issued.</exception>
    public static StageListToken? Read(StageListQuery query, string? token)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        return Parse(token) is { IsPossible: true } read && read.Query == query
            ? read
            : throw ProblemException.Invalid("continuation", "continuation_invalid", "The continuation token is not one that this list issued.");
    }

    private static StageListToken? Parse(string token)
    {
        if (token.Length > MaxLength || !Base64Url.IsValid(token))
            return null;
        try
        {
            return JsonSerializer.Deserialize<StageListToken>(Base64Url.DecodeFromChars(token), Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
