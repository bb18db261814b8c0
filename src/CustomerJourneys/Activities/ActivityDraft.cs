using System.Text;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Activities;

/// <summary>
/// An activity as it comes in, from JSON or from a file, as UTF-8 in one buffer that is reused from row to row: nothing is allocated for
/// a row that is right. <see cref="Check"/> is the one place where input is found to be an activity.
/// </summary>
public sealed class ActivityDraft
{
    private const int Parts = (int)ActivityPart.Channel + 1;
    private readonly (int Start, int Length)[] _parts = new (int, int)[Parts];
    private readonly DraftProperties _properties;
    private byte[] _bytes = new byte[4 * 1024];
    private int _length;
    private int _set;

    /// <summary>Creates an empty draft.</summary>
    public ActivityDraft() => _properties = new DraftProperties(this);

    /// <summary>When it occurred, in milliseconds since 1970-01-01T00:00:00Z; known once it is checked.</summary>
    public long Time { get; private set; }

    internal DraftProperties Properties => _properties;

    /// <summary>Whether a part was given.</summary>
    public bool Has(ActivityPart part) => (_set & (1 << (int)part)) != 0;

    /// <summary>A part as UTF-8; empty when it was not given.</summary>
    public ReadOnlySpan<byte> this[ActivityPart part] => Has(part) ? At(_parts[(int)part]) : default;

    /// <summary>Gives a part.</summary>
    /// <param name="part">Which.</param>
    /// <param name="utf8">Valid UTF-8; copied.</param>
    public void Set(ActivityPart part, ReadOnlySpan<byte> utf8) => Set(part, Store(utf8));

    /// <summary>Forgets everything, for the next row.</summary>
    public void Clear()
    {
        _length = _set = 0;
        _properties.Clear();
    }

    /// <summary>Checks the draft.</summary>
    /// <param name="path">The path of the activity in the request, for the errors.</param>
    /// <param name="rules">What may be left out, and the present time.</param>
    /// <param name="errors">Where errors are noted.</param>
    /// <returns>Whether it is an activity, but for an id where that may be left out.</returns>
    internal bool Check(ActivityPath path, in DraftRules rules, List<FieldError> errors)
    {
        var before = errors.Count;
        if (!ActivityRules.IsId(this[ActivityPart.ContactId]))
            Note(ActivityPart.ContactId, ActivityRules.CheckContactId);
        if (!ActivityRules.IsPlainType(this[ActivityPart.Type]))
            Note(ActivityPart.Type, ActivityRules.CheckType);
        if (Has(ActivityPart.Id) ? !ActivityRules.IsId(this[ActivityPart.Id]) : !rules.IdIsOptional)
            Note(ActivityPart.Id, ActivityRules.CheckActivityId);
        CheckTime(path, rules, errors);
        for (var part = ActivityPart.Value; part <= ActivityPart.Channel; part++)
        {
            // A text has no more characters than bytes.
            if (Has(part) && _parts[(int)part].Length > ActivityRules.MaxText)
                Note(part, text => ActivityRules.CheckText(NameOf(part), text, ActivityRules.MaxLengthOf(NameOf(part))));
        }

        _properties.Check(path, errors);
        return errors.Count == before;

        void Note(ActivityPart part, Func<string, (string Code, string Message)?> check)
        {
            var name = NameOf(part);
            if ((Has(part) ? check(Encoding.UTF8.GetString(this[part])) : ("required", $"'{name}' is required.")) is var (code, message))
                errors.Add(new FieldError(path.Of(name), code, message));
        }
    }

    /// <summary>Makes room for a text that the caller writes.</summary>
    internal Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
            Array.Resize(ref _bytes, checked(Math.Max(_bytes.Length * 2, _length + length)));
        return _bytes.AsSpan(_length);
    }

    /// <summary>Takes what was written to <see cref="Room"/>.</summary>
    internal (int Start, int Length) Take(int length)
    {
        _length += length;
        return (_length - length, length);
    }

    internal (int Start, int Length) Store(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        return Take(utf8.Length);
    }

    internal void Set(ActivityPart part, (int Start, int Length) text)
    {
        _parts[(int)part] = text;
        _set |= 1 << (int)part;
    }

    internal ReadOnlySpan<byte> At((int Start, int Length) text) => _bytes.AsSpan(text.Start, text.Length);

    /// <summary>The name of a part as requests have it.</summary>
    internal static string NameOf(ActivityPart part) => part switch
    {
        ActivityPart.ContactId => "contactId",
        ActivityPart.Id => "id",
        ActivityPart.Type => "type",
        ActivityPart.OccurredAt => "occurredAt",
        _ => ActivityField.Fixed[part - ActivityPart.Value],
    };

    private void CheckTime(ActivityPath path, in DraftRules rules, List<FieldError> errors)
    {
        Time = rules.Now;
        if (!Has(ActivityPart.OccurredAt))
        {
            if (rules.TimeIsRequired)
                errors.Add(new FieldError(path.Of("occurredAt"), "required", "'occurredAt' is required."));
            return;
        }

        if (!ActivityTime.TryRead(this[ActivityPart.OccurredAt], rules.ZoneIsOptional, out var time))
            errors.Add(new FieldError(path.Of("occurredAt"), "time_invalid", "A time is written as in RFC 3339, such as 2026-11-01T10:00:00.123Z."));
        else if (ActivityRules.CheckTime(time, rules.Now) is var (code, message))
            errors.Add(new FieldError(path.Of("occurredAt"), code, message));
        Time = time;
    }
}

/// <summary>The parts of an activity that are not properties.</summary>
public enum ActivityPart
{
    /// <summary>Who did it.</summary>
    ContactId,

    /// <summary>The activity's id.</summary>
    Id,

    /// <summary>The activity type.</summary>
    Type,

    /// <summary>The time as text; see <see cref="ActivityTime"/>.</summary>
    OccurredAt,

    /// <summary>The value; this and what follows are in the order of <see cref="ActivityField.Fixed"/>.</summary>
    Value,

    /// <summary>The title.</summary>
    Title,

    /// <summary>The url.</summary>
    Url,

    /// <summary>The referrer.</summary>
    Referrer,

    /// <summary>The channel.</summary>
    Channel,
}

/// <summary>What a draft is checked against besides the rules of all activities.</summary>
/// <param name="Now">The present time in milliseconds since 1970-01-01T00:00:00Z: the default time, and the limit.</param>
/// <param name="IdIsOptional">Whether an id may be left out.</param>
/// <param name="TimeIsRequired">Whether a missing time is an error; else it is <paramref name="Now"/>.</param>
/// <param name="ZoneIsOptional">Whether a time may lack its zone.</param>
internal readonly record struct DraftRules(long Now, bool IdIsOptional, bool TimeIsRequired, bool ZoneIsOptional);

/// <summary>Where an activity stands in a request; written only where something is wrong with it.</summary>
/// <param name="Index">Its place in the batch; negative for a row of a file, which has no path.</param>
public readonly record struct ActivityPath(int Index)
{
    /// <summary>A row of a file.</summary>
    public static ActivityPath None { get; } = new(-1);

    /// <summary>The path of a member.</summary>
    public string Of(string member) => Index < 0 ? member : $"{this}.{member}";

    /// <inheritdoc/>
    public override string ToString() => Index < 0 ? "" : $"activities[{Index}]";
}
