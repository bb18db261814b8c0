using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Contacts;

/// <summary>Where a page of a timeline ended. On the wire it is opaque: base64url of the time and the id of its last activity.</summary>
internal sealed record TimelineToken(long OccurredAt, string Id)
{
    private const int MaxLength = 1_024;
    private const char Separator = '/';

    /// <summary>A token for what comes after an activity.</summary>
    public static string After(Activity last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{last.OccurredAt}{Separator}{last.Id}")));

    /// <summary>Reads a token; <see langword="null"/> without one.</summary>
    /// <exception cref="ProblemException"><c>continuation_invalid</c>.</exception>
    public static TimelineToken? Read(string? token)
    {
        if (token is null)
            return null;
        if (token.Length <= MaxLength && Base64Url.IsValid(token)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(Separator, 2) is [var time, { Length: > 0 } id]
            && long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var occurredAt))
            return new TimelineToken(occurredAt, id);
        throw ContactProblems.Continuation();
    }

    /// <summary>Whether an activity comes after the page that ended here.</summary>
    public bool IsBefore(Activity activity) =>
        activity.OccurredAt < OccurredAt || (activity.OccurredAt == OccurredAt && string.CompareOrdinal(activity.Id, Id) > 0);
}
