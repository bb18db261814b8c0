using System.Runtime.CompilerServices;
using CustomerJourneys.Activities;
using CustomerJourneys.Problems;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>
/// Lists the contacts of a stage in the current result of a journey: those who converted, or those who dropped off; by reach time, then by
/// contact id. How the states are written is <see cref="StageStates"/>. One instance serves all requests, since it keeps what it read last.
/// </summary>
public sealed class StageContactList(IResultStore results, IStageStateStore states, IContactNumbers numbers)
{
    /// <summary>How many contacts a page has unless the caller says otherwise.</summary>
    public const int DefaultTop = 50;

    /// <summary>The most contacts that a page has.</summary>
    public const int MaxTop = 1_000;

    /// <summary>The most characters of a search.</summary>
    public const int MaxSearch = 200;

    private readonly StageStatesReader _reader = new(states);

    /// <summary>
    /// Reads one page. The pages that follow from its continuation are of the same result, also when a recalculation publishes another one
    /// in between. The first page of a search reads the whole list, in order to count.
    /// </summary>
    /// <param name="query">Which list. A journey without a result has empty ones.</param>
    /// <param name="top">How many contacts at most, 1 to 1,000; <see langword="null"/> for 50.</param>
    /// <param name="continuation">The token of the previous page; <see langword="null"/> for the first one.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ProblemException">
    /// <c>top_out_of_range</c>, <c>search_too_long</c>, <c>stage_not_found</c>, <c>no_drop_off_at_last_stage</c>; <c>continuation_invalid</c> for a
    /// token of another list; <c>continuation_expired</c> when the result of the earlier pages is no longer kept; <c>list_outdated</c> for one of an
    /// earlier version of the product.
    /// </exception>
    public async Task<StageContactPage> ReadPageAsync(StageListQuery query, int? top, string? continuation, CancellationToken cancellation)
    {
        var size = top ?? DefaultTop;
        if (size is < 1 or > MaxTop)
            throw ProblemException.Invalid("top", "top_out_of_range", $"A page has 1 to {MaxTop} contacts.");
        query = Check(query);
        if (StageListToken.Read(query, continuation) is { } after)
            return await ContinueAsync(query, size, after, cancellation);
        return await OverCurrentAsync(query.JourneyId, result => ReadPageAsync(result, query, size, null, cancellation), cancellation)
            ?? StageContactPage.Empty;
    }

    /// <summary>Reads the whole list, of one result, without holding it in memory. Problems come before the first contact.</summary>
    /// <param name="query">Which list.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ProblemException"><c>search_too_long</c>, <c>stage_not_found</c>, <c>no_drop_off_at_last_stage</c> or <c>list_outdated</c>.</exception>
    /// <exception cref="StageStatesMissingException">The result was replaced and its states were deleted while the list was read.</exception>
    public async IAsyncEnumerable<StageContact> ReadAllAsync(
        StageListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        query = Check(query);
        var merge = await OverCurrentAsync(query.JourneyId, result => OpenAsync(result, query, cancellation), cancellation);
        if (merge is null)
            yield break;
        await foreach (var entry in merge.ReadAsync(null, null, cancellation))
        {
            if (Matches(query, entry))
                yield return Contact(entry);
        }
    }

    private static StageListQuery Check(StageListQuery query)
    {
        if (query.Search?.Length > MaxSearch)
            throw ProblemException.Invalid("search", "search_too_long", $"A search has at most {MaxSearch} characters.");
        return query.Search is { Length: 0 } ? query with { Search = null } : query;
    }

    private async Task<StageContactPage> ContinueAsync(StageListQuery query, int size, StageListToken after, CancellationToken cancellation)
    {
        try
        {
            if (await results.FindAsync(query.JourneyId, after.ResultId, cancellation) is { } result)
                return await ReadPageAsync(result, query, size, after, cancellation);
        }
        catch (StageStatesMissingException)
        {
        }

        throw ProblemException.Invalid(
            "continuation", "continuation_expired", "The result that this list began with is no longer kept. Read the list from its beginning.");
    }

    // The states of the current result are always kept: if they are missing, another result has become the current one meanwhile.
    private async Task<T?> OverCurrentAsync<T>(string journeyId, Func<JourneyResult, Task<T>> read, CancellationToken cancellation)
        where T : class
    {
        var result = await results.FindCurrentAsync(journeyId, cancellation);
        while (result is not null)
        {
            try
            {
                return await read(result);
            }
            catch (StageStatesMissingException)
            {
                var current = await results.FindCurrentAsync(journeyId, cancellation);
                if (current?.ResultId == result.ResultId)
                    throw;
                result = current;
            }
        }

        return null;
    }

    private async Task<StageContactPage> ReadPageAsync(
        JourneyResult result, StageListQuery query, int size, StageListToken? after, CancellationToken cancellation)
    {
        var merge = await OpenAsync(result, query, cancellation);
        var page = new List<StageKey>();
        var matches = 0L;
        var countAll = query.Search is not null && after is null;
        // One more than the page holds tells whether there is a next one.
        await foreach (var entry in merge.ReadAsync(after?.Key, query.Search is null ? size + 1 : null, cancellation))
        {
            if (!Matches(query, entry))
                continue;
            matches++;
            if (page.Count < size)
                page.Add(entry);
            else if (!countAll)
                break;
        }

        long? total = query.Search is null ? null : after?.Matches ?? matches;
        return new StageContactPage(
            total ?? merge.Total,
            [.. page.Select(Contact)],
            matches > page.Count ? StageListToken.After(query, result.ResultId, page[^1], total) : null);
    }

    private async Task<StageListMerge> OpenAsync(JourneyResult result, StageListQuery query, CancellationToken cancellation)
    {
        var stage = 1 + StageOf(result, query);
        if (result.Sources is not { Evaluator: >= StageStatesFormat.Evaluator })
            throw new ProblemException(
                ProblemKind.Conflict, "list_outdated", "The result was calculated by an earlier version of the product, whose lists are no longer read. Recalculate the journey.");
        var parts = new IReadOnlyList<StageListPart>[result.Partitions];
        await Parallel.ForAsync(
            0,
            result.Partitions,
            new ParallelOptions { MaxDegreeOfParallelism = StageListMerge.ParallelReads, CancellationToken = cancellation },
            async (partition, stop) => parts[partition] = await _reader.OpenAsync(result, partition, stop));
        return new StageListMerge(_reader, numbers, [.. parts.SelectMany(part => part)], stage, query.List);
    }

    private static int StageOf(JourneyResult result, StageListQuery query)
    {
        for (var i = 0; i < result.Stages.Count; i++)
        {
            if (result.Stages[i].StageId != query.StageId)
                continue;
            return query.List == StageList.DroppedOff && i == result.Stages.Count - 1
                ? throw ProblemException.Invalid("list", "no_drop_off_at_last_stage", "Nobody drops off at the last stage: no stage follows it.")
                : i;
        }

        throw ProblemException.NotFound("stage_not_found", "The journey's result has no stage with this id.");
    }

    private static bool Matches(StageListQuery query, StageKey entry) =>
        query.Search is null || entry.ContactId.Contains(query.Search, StringComparison.OrdinalIgnoreCase);

    private static StageContact Contact(StageKey entry) =>
        new(
            entry.ContactId,
            entry.Time == StageStatesFormat.NoTime ? null : DateTimeOffset.FromUnixTimeMilliseconds(entry.Time),
            Name: null,
            Email: null);
}
