namespace CustomerJourneys.Results.States;

/// <summary>The place of a contact in the list of a stage: by reach time, then by contact id, compared ordinally.</summary>
/// <param name="Time">The reach time in milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="ContactId">The contact.</param>
internal readonly record struct StageKey(long Time, string ContactId);

/// <summary>Entries of a stage, side by side.</summary>
/// <param name="Times">When each reached the stage.</param>
/// <param name="Contacts">Who, by number in the partition.</param>
internal readonly record struct StageEntries(long[] Times, int[] Contacts);
