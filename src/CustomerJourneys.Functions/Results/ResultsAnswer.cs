using CustomerJourneys.Functions.Http;
using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Results;

namespace CustomerJourneys.Functions.Results;

/// <summary>The results of a journey; before the first one its figures are <c>null</c>.</summary>
/// <param name="JourneyId">The journey.</param>
/// <param name="JourneyVersion">The version of the journey that was evaluated.</param>
/// <param name="State">What the results are worth at present.</param>
/// <param name="ResultId">The id of this result; ascends with the time of the request.</param>
/// <param name="DataAsOf">Everything acknowledged before this time is counted.</param>
/// <param name="CalculatedAt">When it was published.</param>
/// <param name="DurationMs">From the beginning of the run to publishing, in milliseconds.</param>
/// <param name="ContactsTotal">Distinct contacts at the data-as-of.</param>
/// <param name="ActivitiesRead">Activities that were read.</param>
/// <param name="InexactContacts">Contacts whose choice among activities of equal time exceeded the search budget.</param>
/// <param name="ErasedSince">How many contacts were erased after the data-as-of: they are still counted, and the lists leave them out.</param>
/// <param name="RecalculationId">The run in force.</param>
/// <param name="Progress">How far that run is; <see langword="null"/> when it is not running.</param>
/// <param name="Error">Why the last run failed, for people; <see langword="null"/> unless the state is <c>failed</c>.</param>
/// <param name="Stages">The figures of the stages, in order.</param>
internal sealed record ResultsAnswer(
    string JourneyId,
    int? JourneyVersion,
    ResultState State,
    string? ResultId,
    DateTimeOffset? DataAsOf,
    DateTimeOffset? CalculatedAt,
    long? DurationMs,
    long? ContactsTotal,
    long? ActivitiesRead,
    long? InexactContacts,
    int? ErasedSince,
    string? RecalculationId,
    RecalculationProgress? Progress,
    string? Error,
    IReadOnlyList<StageAnswer> Stages)
{
    public static ResultsAnswer Of(ResultView view, RecalculationProgress? progress)
    {
        var result = view.Result;
        return new ResultsAnswer(
            view.Journey.Id,
            result?.JourneyVersion,
            view.State,
            result?.ResultId,
            result?.DataAsOf,
            result?.CalculatedAt,
            result?.DurationMs,
            result?.ContactsTotal,
            result?.ActivitiesRead,
            result?.InexactContacts,
            result is null ? null : view.ErasedSince,
            view.RecalculationId,
            progress,
            view.State == ResultState.Failed ? view.Run?.Error : null,
            result is null ? [] : [.. result.Stages.Zip(StageRates.Of(result), StageAnswer.Of)]);
    }
}

/// <summary>What was counted at one stage. Rates are 0 to 1 and unrounded, <c>null</c> where the divisor is 0.</summary>
/// <param name="StageId">The stage.</param>
/// <param name="Name">Its name in the evaluated version.</param>
/// <param name="Converted">Contacts who reached it.</param>
/// <param name="ConvertedRate">Of those who reached the stage before; 1 at the first stage.</param>
/// <param name="ShareOfFirst">Of those who reached the first stage.</param>
/// <param name="ShareOfAll">Of all contacts.</param>
/// <param name="DroppedOff">Contacts who reached this stage and not the next one; <see langword="null"/> on the last stage.</param>
/// <param name="DroppedOffRate">Of those who reached this stage; <see langword="null"/> on the last stage.</param>
/// <param name="Kpi">The number of contacts expected to reach it, if there is a target.</param>
/// <param name="KpiProgress">Converted over the KPI; may exceed 1.</param>
/// <param name="TimeToConvert">From the previous stage, over those who reached this one; <see langword="null"/> at the first stage and when nobody reached it.</param>
[SchemaName("StageFigures")]
internal sealed record StageAnswer(
    string StageId,
    string Name,
    long Converted,
    double? ConvertedRate,
    double? ShareOfFirst,
    double? ShareOfAll,
    long? DroppedOff,
    double? DroppedOffRate,
    long? Kpi,
    double? KpiProgress,
    TimeToConvert? TimeToConvert)
{
    public static StageAnswer Of(StageResult stage, StageRates rates) => new(
        stage.StageId,
        stage.Name,
        stage.Converted,
        rates.ConvertedRate,
        rates.ShareOfFirst,
        rates.ShareOfAll,
        rates.DroppedOff,
        rates.DroppedOffRate,
        stage.Kpi,
        rates.KpiProgress,
        stage.TimeToConvert);
}
