using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>States from which a list is merged.</summary>
/// <param name="Id">Which.</param>
/// <param name="States">Their head and where they are.</param>
/// <param name="Without">Contacts whose entries here count no more; <see langword="null"/> for none.</param>
internal sealed record StageListPart(StageStatesId Id, FoundStates States, ReplacedIndex? Without)
{
    /// <summary>How many contacts of a stage come from here.</summary>
    /// <param name="stage">The stage, counted from 1.</param>
    /// <param name="stoppedOnly">Whether only those who reached no later stage count.</param>
    public long Count(int stage, bool stoppedOnly) => stoppedOnly
        ? States.Head.Stages[stage - 1].Stopped - (Without?.Stopped[stage - 1] ?? 0)
        : States.Head.Stages[stage - 1].Converted - (Without?.Converted[stage - 1] ?? 0);

    /// <summary>The entries that count.</summary>
    public StageEntries Counting(StageEntries entries)
    {
        if (Without is not { } without)
            return entries;
        var places = Enumerable.Range(0, entries.Contacts.Length).Where(i => !without.Contains(entries.Contacts[i])).ToArray();
        return new StageEntries(Array.ConvertAll(places, i => entries.Times[i]), Array.ConvertAll(places, i => entries.Contacts[i]));
    }
}
