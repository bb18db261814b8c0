using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Results;

/// <summary>Reads the results of a journey together with what they are worth at present.</summary>
public sealed class JourneyResults(IJourneyStore journeys, IRecalculationStore runs, IResultStore results, IContactRewriting rewriting)
{
    /// <summary>The results of a journey.</summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="resultId">An earlier result, or <see langword="null"/> for the current one.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>journey_not_found</c>, <c>result_not_found</c>.</exception>
    public async Task<ResultView> ReadAsync(string journeyId, string? resultId, CancellationToken cancellation)
    {
        var journey = await journeys.FindHeadAsync(journeyId, cancellation) ?? throw JourneyProblems.NotFound();
        // The result is read last: a run publishes before it ends, so one that is seen as ended has its result in what is read after it.
        var run = await runs.FindInForceAsync(journeyId, journey.RecalculationId, cancellation);
        var found = await (resultId is null
            ? results.FindCurrentAsync(journeyId, cancellation)
            : results.FindAsync(journeyId, resultId, cancellation));
        if (resultId is not null && found is null)
            throw ProblemException.NotFound("result_not_found", "This journey has no result of this id.");
        if (found is null)
            return new ResultView(journey, StateOf(journey, run, found), run, found);
        var history = await rewriting.ReadHistoryAsync(cancellation);
        var state = StateOf(journey, run, found);
        return new ResultView(journey, state == ResultState.Current && history.HasChangedSince(found.DataAsOf) ? ResultState.Stale : state, run, found)
        {
            ErasedSince = history.ErasedSince(found.DataAsOf),
        };
    }

    /// <summary>What the results of a journey are worth, were no contact merged or erased since: the first state that applies.</summary>
    /// <param name="journey">The journey as it is now.</param>
    /// <param name="run">The run in force; <see langword="null"/> when it was not recorded yet.</param>
    /// <param name="result">Its current result, if any.</param>
    public static ResultState StateOf(JourneyHead journey, RecalculationRun? run, JourneyResult? result) => (run, result) switch
    {
        (null or { IsFinished: false }, _) => ResultState.Calculating,
        // A run of many journeys may have published this one before it failed.
        ({ Status: RecalculationStatus.Failed }, _) when result?.RecalculationId != run.Id => ResultState.Failed,
        (_, null) => ResultState.None,
        _ when result.JourneyVersion < journey.Version => ResultState.Stale,
        _ => ResultState.Current,
    };
}

/// <summary>A result and what it is worth.</summary>
/// <param name="Journey">The journey as it is now.</param>
/// <param name="State">What its results are worth.</param>
/// <param name="Run">The run in force, if it was recorded; see <see cref="RunInForce"/>.</param>
/// <param name="Result">The result; <see langword="null"/> before the first one.</param>
public sealed record ResultView(JourneyHead Journey, ResultState State, RecalculationRun? Run, JourneyResult? Result)
{
    /// <summary>How many contacts were erased after the data-as-of: lists are shorter by as many at most.</summary>
    public int ErasedSince { get; init; }

    /// <summary>The id of the run in force, recorded or not.</summary>
    public string RecalculationId => Run?.Id ?? Journey.RecalculationId;
}

/// <summary>What the results of a journey are worth at present.</summary>
public enum ResultState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>A run with this journey is pending or running; the earlier result stays readable.</summary>
    Calculating,

    /// <summary>The last run failed; the earlier result stays.</summary>
    Failed,

    /// <summary>The result is of an older version, or contacts were merged or erased since.</summary>
    Stale,

    /// <summary>The result is of the present version.</summary>
    Current,
}
