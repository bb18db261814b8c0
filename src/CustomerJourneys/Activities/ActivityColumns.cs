namespace CustomerJourneys.Activities;

/// <summary>Activities of one type in one segment, as columns of equal length, by contact and then by time.</summary>
public sealed class ActivityColumns
{
    /// <summary>Creates a part.</summary>
    /// <param name="type">The activity type.</param>
    /// <param name="contacts">The contact's number of each activity; never falls.</param>
    /// <param name="times">When each occurred, in milliseconds since 1970-01-01T00:00:00Z; never falls inside a contact.</param>
    /// <param name="fields">The wanted fields that occur here, by name; one that is absent is empty throughout.</param>
    public ActivityColumns(string type, int[] contacts, long[] times, IReadOnlyDictionary<string, FieldColumn> fields)
    {
        Type = type;
        Contacts = contacts;
        Times = times;
        Fields = fields;
    }

    /// <summary>The activity type.</summary>
    public string Type { get; }

    /// <summary>How many activities.</summary>
    public int Count => Contacts.Length;

    /// <summary>The contact's number of each activity; never falls.</summary>
    public int[] Contacts { get; }

    /// <summary>When each occurred, in milliseconds since 1970-01-01T00:00:00Z; never falls inside a contact.</summary>
    public long[] Times { get; }

    /// <summary>The wanted fields that occur here; the dictionary ignores case.</summary>
    public IReadOnlyDictionary<string, FieldColumn> Fields { get; }
}

/// <summary>One field of a part: each activity's value is <c>Values[Codes[i]]</c>.</summary>
/// <param name="Codes">One code an activity.</param>
/// <param name="Values">The distinct values, texts or numbers; the empty text stands for a missing field.</param>
public sealed record FieldColumn(int[] Codes, PropertyValue[] Values);
