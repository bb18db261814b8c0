using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>States from which a list is merged.</summary>
/// <param name="Id">Which.</param>
/// <param name="Head">Their head.</param>
/// <param name="Without">Contacts whose entries here count no more; <see langword="null"/> for none.</param>
internal sealed record StageListPart(StageStatesId Id, StageStatesHead Head, ReplacedIndex? Without)
{
    /// <summary>How many contacts of a stage come from here.</summary>
    /// <param name="stage">The stage, counted from 1.</param>
    /// <param name="stoppedOnly">Whether only those who reached no later stage count.</param>
    public long Count(int stage, bool stoppedOnly) => stoppedOnly
        ? Head.Stages[stage - 1].Stopped - (Without?.Stopped[stage - 1] ?? 0)
        : Head.Stages[stage - 1].Converted - (Without?.Converted[stage - 1] ?? 0);

    /// <summary>The entries that count.</summary>
    public StageEntry[] Counting(StageEntry[] entries) =>
        Without is { } without ? Array.FindAll(entries, entry => !without.Contains(entry.Key.ContactId)) : entries;
}
