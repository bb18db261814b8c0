namespace CustomerJourneys.Activities;

/// <summary>
/// Activities of one type in one segment, as columns: a posting list. The activities of a contact are one run of rows, in order of time, and
/// the runs are in order of the contacts, so that a search touches each run once and most of the fields never.
/// </summary>
public sealed class ActivityColumns
{
    private ContactSet? _contacts;

    /// <summary>Creates a part.</summary>
    /// <param name="type">The activity type.</param>
    /// <param name="runContacts">The contact's number of each run; rises.</param>
    /// <param name="runStarts">The first row of each run, and one more: the number of rows. No run is empty.</param>
    /// <param name="times">When each activity occurred, in milliseconds since 1970-01-01T00:00:00Z; never falls inside a run.</param>
    /// <param name="fields">The wanted fields that occur here, by name; one that is absent is empty throughout.</param>
    public ActivityColumns(string type, int[] runContacts, int[] runStarts, long[] times, IReadOnlyDictionary<string, FieldColumn> fields)
    {
        if (runStarts.Length != runContacts.Length + 1 || runStarts[^1] != times.Length)
            throw new ArgumentException("The runs do not cover the rows.", nameof(runStarts));
        Type = type;
        RunContacts = runContacts;
        RunStarts = runStarts;
        Times = times;
        Fields = fields;
        RunTimes = new long[runContacts.Length];
        for (var run = 0; run < RunTimes.Length; run++)
            RunTimes[run] = times[runStarts[run]];
    }

    /// <summary>The activity type.</summary>
    public string Type { get; }

    /// <summary>How many activities.</summary>
    public int Count => Times.Length;

    /// <summary>How many runs: contacts with an activity here.</summary>
    public int Runs => RunContacts.Length;

    /// <summary>The contact's number of each run; rises.</summary>
    public int[] RunContacts { get; }

    /// <summary>The contacts with a run, as a set; made when it is first asked for.</summary>
    public ContactSet Contacts => _contacts ??= new ContactSet(RunContacts);

    /// <summary>The first row of each run, and one more: the number of rows.</summary>
    public int[] RunStarts { get; }

    /// <summary>When the first activity of each run occurred: most questions end there, so it stands beside the contact.</summary>
    public long[] RunTimes { get; }

    /// <summary>When each activity occurred, in milliseconds since 1970-01-01T00:00:00Z; never falls inside a run.</summary>
    public long[] Times { get; }

    /// <summary>The wanted fields that occur here; the dictionary ignores case.</summary>
    public IReadOnlyDictionary<string, FieldColumn> Fields { get; }

    /// <summary>Creates a part from rows.</summary>
    /// <param name="type">The activity type.</param>
    /// <param name="contacts">The contact's number of each activity; never falls.</param>
    /// <param name="times">When each occurred, in milliseconds since 1970-01-01T00:00:00Z; never falls inside a contact.</param>
    /// <param name="fields">The wanted fields that occur here, by name.</param>
    public static ActivityColumns OfRows(string type, ReadOnlySpan<int> contacts, long[] times, IReadOnlyDictionary<string, FieldColumn> fields)
    {
        var (runContacts, runStarts) = (new List<int>(), new List<int>());
        for (var row = 0; row < contacts.Length; row++)
        {
            if (row > 0 && contacts[row] == contacts[row - 1])
                continue;
            runContacts.Add(contacts[row]);
            runStarts.Add(row);
        }

        runStarts.Add(contacts.Length);
        return new ActivityColumns(type, [.. runContacts], [.. runStarts], times, fields);
    }

    /// <summary>The contact's number of each activity, row by row.</summary>
    public int[] ContactsByRow()
    {
        var contacts = new int[Count];
        for (var run = 0; run < Runs; run++)
            contacts.AsSpan(RunStarts[run]..RunStarts[run + 1]).Fill(RunContacts[run]);
        return contacts;
    }
}

/// <summary>One field of a part: each activity's value is <c>Values[Codes[i]]</c>.</summary>
/// <param name="Codes">One code an activity.</param>
/// <param name="Values">The distinct values, texts or numbers; the empty text stands for a missing field.</param>
public sealed record FieldColumn(int[] Codes, PropertyValue[] Values);
