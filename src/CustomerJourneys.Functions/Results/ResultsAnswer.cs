using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Results;

namespace CustomerJourneys.Functions.Results;

/// <summary>The results of a journey as an answer; before the first one its figures are <c>null</c>.</summary>
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
            view.RecalculationId,
            progress,
            view.State == ResultState.Failed ? view.Run?.Error : null,
            result is null ? [] : [.. result.Stages.Zip(StageRates.Of(result), StageAnswer.Of)]);
    }
}

/// <summary>One stage of a result as an answer.</summary>
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
