using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Contacts;

/// <summary>Reads single contacts: what is known of one, and what it did, with everything that was acknowledged before the call.</summary>
public sealed class ContactReader(SharedFold present, IActivityStore activities, IContactRewriting rewriting)
{
    /// <summary>How many activities a page has unless the caller says otherwise.</summary>
    public const int DefaultTop = 50;

    /// <summary>The most activities of a page.</summary>
    public const int MaxTop = 1_000;

    /// <summary>The contact, or the one that it was merged into.</summary>
    /// <exception cref="ProblemException"><c>contact_not_found</c>.</exception>
    public async Task<ContactProfile> FindAsync(string contactId, CancellationToken cancellation)
    {
        var (survivor, rows) = await ReadAsync(contactId, cancellation);
        return ContactProfile.Of(survivor, rows);
    }

    /// <summary>The contact, or the one that it was merged into; <see langword="null"/> if there is none.</summary>
    public async Task<ContactProfile?> TryFindAsync(string contactId, CancellationToken cancellation) =>
        await TryReadAsync(contactId, cancellation) is var (survivor, rows) ? ContactProfile.Of(survivor, rows) : null;

    /// <summary>A page of what the contact did, the latest first; of one millisecond by id.</summary>
    /// <param name="contactId">The contact, or one that was merged into it.</param>
    /// <param name="top">How many at most; <see langword="null"/> for <see cref="DefaultTop"/>.</param>
    /// <param name="continuation">The token of the previous page.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ProblemException"><c>contact_not_found</c>, <c>top_out_of_range</c>, <c>continuation_invalid</c>.</exception>
    public async Task<Page<Activity>> ReadActivitiesAsync(string contactId, int? top, string? continuation, CancellationToken cancellation)
    {
        ContactProblems.CheckTop(top, MaxTop);
        var after = TimelineToken.Read(continuation);
        var (_, rows) = await ReadAsync(contactId, cancellation);
        var timeline = rows.Where(row => !ContactRow.IsType(row.Type))
            .OrderByDescending(activity => activity.OccurredAt).ThenBy(activity => activity.Id, StringComparer.Ordinal)
            .Where(activity => after is null || after.IsBefore(activity))
            .Take((top ?? DefaultTop) + 1).ToList();
        if (timeline.Count <= (top ?? DefaultTop))
            return new Page<Activity>(timeline, null);
        timeline.RemoveAt(timeline.Count - 1);
        return new Page<Activity>(timeline, TimelineToken.After(timeline[^1]));
    }

    /// <summary>The contact that an id stands for, and all that is stored of it.</summary>
    /// <exception cref="ProblemException"><c>contact_not_found</c>.</exception>
    internal async Task<(string Survivor, IReadOnlyList<Activity> Rows)> ReadAsync(string contactId, CancellationToken cancellation) =>
        await TryReadAsync(contactId, cancellation) ?? throw ContactProblems.NotFound();

    // Nothing may be stored any more, if activities are not kept for ever: the contact is there all the same.
    private async Task<(string Survivor, IReadOnlyList<Activity> Rows)?> TryReadAsync(string contactId, CancellationToken cancellation)
    {
        if (ActivityRules.CheckContactId(contactId) is not null)
            return null;
        var pins = await present.FoldAsync(cancellation);
        if (await rewriting.ResolveAsync(contactId, cancellation) is not { } survivor)
            return null;
        var snapshot = await activities.OpenAsync(pins[PartitionMap.PartitionOf(survivor, pins.Count)], cancellation);
        return await snapshot.ReadContactAsync(survivor, cancellation) is { } rows ? (survivor, rows) : null;
    }
}
