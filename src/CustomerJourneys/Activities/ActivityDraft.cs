using CustomerJourneys.Problems;

namespace CustomerJourneys.Activities;

/// <summary>
/// An activity as it comes in, from JSON or from a file, before it is checked. Reused from row to row;
/// <see cref="ToActivity"/> is the one place where input becomes an <see cref="Activity"/>.
/// </summary>
public sealed class ActivityDraft
{
    private readonly Dictionary<string, PropertyValue> _properties = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The contact's id.</summary>
    public string? ContactId { get; set; }

    /// <summary>The activity's id.</summary>
    public string? Id { get; set; }

    /// <summary>The activity type.</summary>
    public string? Type { get; set; }

    /// <summary>The time as text; see <see cref="ActivityTime"/>.</summary>
    public string? OccurredAt { get; set; }

    /// <summary>The fixed fields, in the order of <see cref="ActivityField.Fixed"/>.</summary>
    public string?[] Fields { get; } = new string?[ActivityField.Fixed.Count];

    /// <summary>Adds a property.</summary>
    /// <returns>Whether the name is new; names compare ignoring case.</returns>
    public bool TryAddProperty(string name, PropertyValue value) => _properties.TryAdd(name, value);

    /// <summary>Forgets everything, for the next row.</summary>
    public void Clear()
    {
        ContactId = Id = Type = OccurredAt = null;
        Array.Clear(Fields);
        _properties.Clear();
    }

    /// <summary>Checks the draft.</summary>
    /// <param name="path">The path of the activity in the request, for the errors.</param>
    /// <param name="defaultId">The id of an activity that comes without one; <see langword="null"/> makes an id required.</param>
    /// <param name="now">The present time: the default time, and the limit.</param>
    /// <param name="timeIsRequired">Whether a missing time is an error; else it is <paramref name="now"/>.</param>
    /// <param name="zoneIsOptional">Whether a time may lack its zone.</param>
    /// <param name="errors">Where errors are noted.</param>
    /// <returns>The activity, or <see langword="null"/> when something is wrong.</returns>
    public Activity? ToActivity(string path, string? defaultId, DateTimeOffset now, bool timeIsRequired, bool zoneIsOptional, List<FieldError> errors)
    {
        var before = errors.Count;
        Require("contactId", ContactId, ActivityRules.CheckContactId);
        Require("type", Type, ActivityRules.CheckType);
        var id = Id ?? defaultId;
        Require("id", id, ActivityRules.CheckActivityId);
        var occurredAt = now.ToUnixTimeMilliseconds();
        if (OccurredAt is null && timeIsRequired)
            Note("occurredAt", ("required", "'occurredAt' is required."));
        else if (OccurredAt is not null && !ActivityTime.TryRead(OccurredAt, zoneIsOptional, out occurredAt))
            Note("occurredAt", ("time_invalid", "A time is written as in RFC 3339, such as 2026-11-01T10:00:00.123Z."));
        else
            Note("occurredAt", ActivityRules.CheckTime(occurredAt, now));

        for (var i = 0; i < Fields.Length; i++)
        {
            var name = ActivityField.Fixed[i];
            Note(name, ActivityRules.CheckText(name, Fields[i] ?? "", ActivityRules.MaxLengthOf(name)));
        }

        CheckProperties();
        return errors.Count > before ? null : new Activity(ContactId!, id!, Type!, occurredAt)
        {
            Value = Fields[0] ?? "",
            Title = Fields[1] ?? "",
            Url = Fields[2] ?? "",
            Referrer = Fields[3] ?? "",
            Channel = Fields[4] ?? "",
            Properties = _properties.Count == 0 ? [] : [.. _properties.Select(p => new ActivityProperty(p.Key, p.Value))],
        };

        void Require(string name, string? value, Func<string, (string Code, string Message)?> check) =>
            Note(name, value is null ? ("required", $"'{name}' is required.") : check(value));

        void CheckProperties()
        {
            if (_properties.Count > ActivityRules.MaxProperties)
                Note("properties", ("too_many_properties", $"An activity has at most {ActivityRules.MaxProperties} properties; this one has {_properties.Count}."));
            foreach (var (name, value) in _properties)
            {
                Note($"properties.{name}", ActivityRules.CheckPropertyName(name));
                if (!value.IsNumber)
                    Note($"properties.{name}", ActivityRules.CheckText(name, value.Text, ActivityRules.MaxText));
            }
        }

        void Note(string name, (string Code, string Message)? wrong)
        {
            if (wrong is var (code, message))
                errors.Add(new FieldError(path.Length == 0 ? name : $"{path}.{name}", code, message));
        }
    }
}
