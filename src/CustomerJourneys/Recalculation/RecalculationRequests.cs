using System.Collections.Concurrent;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// Requests recalculations and joins those that may be joined. The journey's row names the run requested last; the run's row says how far it
/// is; the orchestration does the work. Each of the three may be missing after a crash, and <see cref="RecalculationRepair"/> makes it anew
/// from the one before. <c>docs/decisions/0003-recalculation-protocol.md</c> has the whole protocol.
/// </summary>
public sealed class RecalculationRequests(
    IJourneyStore journeys, IRecalculationStore runs, RecalculationEnds ends, IRecalculationQueue hints, IdSource ids, TimeProvider time)
{
    /// <summary>The most journeys of one run: a run is one row of storage.</summary>
    public const int MaxJourneys = 9_000;

    private const int ParallelRequests = 8;
    private const int MaxSingleReads = 50;

    /// <summary>Starts the run that a saved journey names. It takes the journey away from any run that has not published it yet.</summary>
    public async Task<RecalculationRun> StartSavedAsync(StoredJourney journey, IRecalculationStarter starter, CancellationToken cancellation)
    {
        var run = await AddSavedAsync(journey.Id, journey.RecalculationId, cancellation);
        await starter.StartAsync(run.Id, cancellation);
        return run;
    }

    /// <summary>Has the run that a saved journey names started by whoever takes the hint: for callers that cannot start one themselves.</summary>
    public async Task HintSavedAsync(StoredJourney journey, CancellationToken cancellation)
    {
        await AddSavedAsync(journey.Id, journey.RecalculationId, cancellation);
        await hints.HintAsync(journey.RecalculationId, cancellation);
    }

    /// <summary>
    /// Requests a recalculation of one journey. It joins the run requested last if that has not pinned its data; if that has, exactly one
    /// run follows it.
    /// </summary>
    /// <exception cref="ProblemException"><c>journey_not_found</c>.</exception>
    public async Task<RecalculationRun> RequestAsync(string journeyId, IRecalculationStarter starter, CancellationToken cancellation) =>
        await RequestManyAsync([journeyId], RecalculationReason.Requested, starter, cancellation) ?? throw JourneyProblems.NotFound();

    /// <summary>Requests one run for some journeys, or for all.</summary>
    /// <param name="journeyIds">The journeys; empty for all. One that is listed twice counts once.</param>
    /// <param name="starter">Starts the run.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>journey_unknown</c>, <c>journeys_missing</c>, <c>recalculation_too_many_journeys</c>.</exception>
    public async Task<RecalculationRun> RequestListedAsync(
        IReadOnlyList<string> journeyIds, IRecalculationStarter starter, CancellationToken cancellation)
    {
        var known = (await FindHeadsAsync(journeyIds, cancellation)).Select(journey => journey.Id).ToHashSet(StringComparer.Ordinal);
        var unknown = journeyIds.Index().Where(named => !known.Contains(named.Item)).ToList();
        if (unknown.Count > 0)
            throw ProblemException.Invalid([.. unknown.Select(named => new FieldError($"journeys[{named.Index}]", "journey_unknown", "There is no journey of this id."))]);
        return await RequestManyAsync(known, RecalculationReason.Requested, starter, cancellation)
            ?? throw new ProblemException(ProblemKind.Conflict, "journeys_missing", "There is no journey to recalculate.");
    }

    /// <summary>
    /// Requests one run for many journeys, so that all of them share one scan. If some of them are in one run that has not pinned its data, that
    /// run takes the others along; else there is a new run, which waits for those that the journeys are in. Journeys that are gone are left out.
    /// </summary>
    /// <returns>The run: it is counted in it whatever was acknowledged before this call. <see langword="null"/> when no journey is left.</returns>
    /// <exception cref="ProblemException"><c>recalculation_too_many_journeys</c>.</exception>
    public async Task<RecalculationRun?> RequestManyAsync(
        IReadOnlyCollection<string> journeyIds, RecalculationReason reason, IRecalculationStarter starter, CancellationToken cancellation)
    {
        var wanted = journeyIds.ToHashSet(StringComparer.Ordinal);
        if (wanted.Count > MaxJourneys)
            throw ProblemException.Invalid("journeys", "recalculation_too_many_journeys", $"A recalculation has at most {MaxJourneys} journeys; this one has {wanted.Count}.");
        while (wanted.Count > 0)
        {
            var held = await FindHeldAsync(wanted, starter, cancellation);
            if (held.Count == 0)
                break;
            // The row comes first: a run that a journey names must be known to wait for the one before it.
            var joined = await JoinAsync(held, cancellation);
            var run = joined ?? await AddAsync(held, reason, cancellation);
            var claimed = await ClaimAsync(run.Id, held, cancellation);
            if (joined is null && claimed == 0)
            {
                // Others took all of them in between: join theirs.
                await ends.FinishAsync(run.Id, RecalculationStatus.Superseded, null, cancellation);
                continue;
            }

            // Once it plans, it takes the journeys that name it by then, which need not be all: then request again.
            if (await runs.FindAsync(run.Id, cancellation) is not { Status: RecalculationStatus.Pending } ready)
                continue;
            await ends.StartIfFreeAsync(ready, starter, cancellation);
            return ready;
        }

        return null;
    }

    /// <summary>The run.</summary>
    /// <exception cref="ProblemException"><c>recalculation_not_found</c>.</exception>
    public async Task<RecalculationRun> FindAsync(string recalculationId, CancellationToken cancellation) =>
        await runs.FindAsync(recalculationId, cancellation)
        ?? throw ProblemException.NotFound("recalculation_not_found", "There is no recalculation of this id.");

    /// <summary>
    /// Stops a run. Each of its journeys has again what held before it. One that has ended, or has begun to publish, goes its way.
    /// </summary>
    /// <exception cref="ProblemException"><c>recalculation_not_found</c>.</exception>
    public async Task<RecalculationRun> CancelAsync(string recalculationId, CancellationToken cancellation)
    {
        await FindAsync(recalculationId, cancellation);
        await ends.StopAsync(recalculationId, RecalculationStatus.Cancelled, cancellation);
        return await FindAsync(recalculationId, cancellation);
    }

    /// <summary>Records the run that a saved journey names; nothing happens when it was recorded.</summary>
    internal async Task<RecalculationRun> AddSavedAsync(string journeyId, string recalculationId, CancellationToken cancellation)
    {
        var run = new RecalculationRun(recalculationId, [journeyId], RecalculationReason.Saved, RecalculationStatus.Pending, time.GetUtcNow());
        if (!await runs.TryAddAsync(run, cancellation))
            return run;
        // Runs of this journey alone have nothing left to do. It would be found out when they publish; so they end at once, and are seen to.
        var open = await runs.ListOpenAsync(cancellation);
        // As long as the journey names this run, and this run is pending, no other can have taken the journey over from it: all that were
        // listed are from before the save. From then on a request may still join one of them with other journeys, or have one take over this
        // journey after all; either leaves its trace in the row before the request is answered (see ClaimAsync), and such a run goes on.
        if ((await journeys.FindHeadAsync(journeyId, cancellation))?.RecalculationId == recalculationId
            && await runs.FindAsync(recalculationId, cancellation) is { Status: RecalculationStatus.Pending })
        {
            foreach (var left in open.Where(other => other.Id != recalculationId && other.IsForOnly(journeyId)))
                await ends.StopAsync(
                    left.Id, RecalculationStatus.Superseded, run => run.IsForOnly(journeyId) && run.BeforeOf(journeyId) == left.BeforeOf(journeyId), cancellation);
        }

        return run;
    }

    // The one pending run that some of the journeys are in, with the others added to it. Those others must not be in pending runs of their own:
    // a run waits for those of its journeys, and two pending runs might come to wait for each other.
    private async Task<RecalculationRun?> JoinAsync(IReadOnlyList<HeldJourney> held, CancellationToken cancellation)
    {
        var pending = held.Select(journey => journey.Run).Where(run => run.Status == RecalculationStatus.Pending).DistinctBy(run => run.Id).ToList();
        if (pending.Count != 1)
            return null;
        var others = held.Where(journey => journey.Run.Id != pending[0].Id).ToList();
        var joined = await runs.ChangeAsync(
            pending[0].Id,
            run => run.Status != RecalculationStatus.Pending || others.Count == 0 || run.JourneyIds.Count + others.Count > MaxJourneys
                ? null
                : run with { JourneyIds = [.. run.JourneyIds.Union(others.Select(journey => journey.Id))], Before = Before(run.Before, others) },
            cancellation);
        return joined is { Status: RecalculationStatus.Pending } && joined.JourneyIds.ToHashSet(StringComparer.Ordinal).IsSupersetOf(others.Select(journey => journey.Id))
            ? joined
            : null;
    }

    private async Task<RecalculationRun> AddAsync(IReadOnlyList<HeldJourney> held, RecalculationReason reason, CancellationToken cancellation)
    {
        var run = new RecalculationRun(ids.NewId(), [.. held.Select(journey => journey.Id)], reason, RecalculationStatus.Pending, time.GetUtcNow())
        {
            Before = Before(null, held),
        };
        await runs.TryAddAsync(run, cancellation);
        return run;
    }

    // Makes the journeys name a run.
    private async Task<int> ClaimAsync(string recalculationId, IReadOnlyList<HeldJourney> held, CancellationToken cancellation)
    {
        var claimed = 0;
        await Parallel.ForEachAsync(held.Where(journey => journey.Run.Id != recalculationId), Bounded(cancellation), async (journey, stop) =>
        {
            if (await ClaimAsync(recalculationId, journey, stop))
                Interlocked.Increment(ref claimed);
        });
        return claimed;
    }

    private async Task<bool> ClaimAsync(string recalculationId, HeldJourney journey, CancellationToken cancellation)
    {
        var (id, named) = (journey.Id, journey.Named);
        while (!await journeys.RequestRecalculationAsync(id, named, recalculationId, cancellation))
        {
            // Somebody else requested in between. If that run has not pinned its data, or is not recorded yet, it serves this request as well.
            if (await journeys.FindHeadAsync(id, cancellation) is not { } head
                || await runs.FindInForceAsync(id, head.RecalculationId, cancellation) is not { Status: not RecalculationStatus.Pending } before)
                return false;
            // Even if that run has ended by now: a save that is about to stop this one must see that it follows the saved run.
            var run = await runs.ChangeAsync(
                recalculationId, run => run.Status == RecalculationStatus.Pending ? run.After(id, before.Id) : null, cancellation);
            if (run is not { Status: RecalculationStatus.Pending })
                return false;
            named = head.RecalculationId;
        }

        return true;
    }

    // What held before is remembered where it matters: a run that is over and done leaves what a cancelled one leaves.
    private static Dictionary<string, string>? Before(IReadOnlyDictionary<string, string>? known, IReadOnlyList<HeldJourney> held)
    {
        var before = new Dictionary<string, string>(known ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var journey in held)
        {
            if (journey.Run is { IsFinished: false } or { Status: RecalculationStatus.Failed })
                before[journey.Id] = journey.Run.Id;
            else
                before.Remove(journey.Id);
        }

        return before.Count == 0 ? null : before;
    }

    private async Task<IReadOnlyList<HeldJourney>> FindHeldAsync(
        IReadOnlyCollection<string> journeyIds, IRecalculationStarter starter, CancellationToken cancellation)
    {
        var heads = await FindHeadsAsync(journeyIds, cancellation);
        var held = new HeldJourney[heads.Count];
        // The row of a run of many journeys is large: it is read once, not once a journey. A row that is read after the heads has all of them.
        var found = new ConcurrentDictionary<string, Lazy<Task<RecalculationRun?>>>(StringComparer.Ordinal);
        await Parallel.ForAsync(0, heads.Count, Bounded(cancellation), async (i, stop) =>
        {
            var (id, named) = (heads[i].Id, heads[i].RecalculationId);
            var run = await RunInForce.FindInForceAsync(
                id, named, other => found.GetOrAdd(other, key => new(() => runs.FindAsync(key, stop))).Value);
            if (run is null)
            {
                // It was saved just now, or a crash came in between: others may wait for this run, so it is not left to the timer.
                run = await AddSavedAsync(id, named, stop);
                await starter.StartAsync(run.Id, stop);
            }

            held[i] = new HeldJourney(id, named, run);
        });
        return held;
    }

    // All journeys when none is named. Few are read one by one, many in one listing.
    private async Task<IReadOnlyList<JourneyHead>> FindHeadsAsync(IReadOnlyCollection<string> journeyIds, CancellationToken cancellation)
    {
        if (journeyIds.Count is 0 or > MaxSingleReads)
        {
            var all = await journeys.ListHeadsAsync(cancellation);
            var wanted = journeyIds.ToHashSet(StringComparer.Ordinal);
            return wanted.Count == 0 ? all : [.. all.Where(head => wanted.Contains(head.Id))];
        }

        var heads = new List<JourneyHead>();
        foreach (var journeyId in journeyIds.Distinct(StringComparer.Ordinal))
        {
            if (await journeys.FindHeadAsync(journeyId, cancellation) is { } head)
                heads.Add(head);
        }

        return heads;
    }

    private static ParallelOptions Bounded(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation };

    // A journey, the run that it names, and the run in force.
    private sealed record HeldJourney(string Id, string Named, RecalculationRun Run);
}
