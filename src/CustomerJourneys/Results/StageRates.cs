namespace CustomerJourneys.Results;

/// <summary>
/// What is derived from the counts of a result at one stage. The one place where rates come from: a rate with a zero denominator is
/// <see langword="null"/>, never 0, NaN or infinite. Rates are unrounded, 0 to 1.
/// </summary>
/// <param name="ConvertedRate">Of the previous stage; 1 at the first stage.</param>
/// <param name="ShareOfFirst">Of the first stage.</param>
/// <param name="ShareOfAll">Of all contacts.</param>
/// <param name="DroppedOff">Contacts who reached this stage and not the next; <see langword="null"/> at the last one.</param>
/// <param name="DroppedOffRate">Those as a share of this stage; <see langword="null"/> at the last one.</param>
/// <param name="KpiProgress">Converted as a share of the KPI, may exceed 1; <see langword="null"/> without a KPI.</param>
public sealed record StageRates(
    double? ConvertedRate, double? ShareOfFirst, double? ShareOfAll, long? DroppedOff, double? DroppedOffRate, double? KpiProgress)
{
    /// <summary>Derives the rates of every stage of a result.</summary>
    public static IReadOnlyList<StageRates> Of(JourneyResult result) => Of(result.Stages, result.ContactsTotal);

    /// <summary>Derives the rates of stages in order.</summary>
    public static IReadOnlyList<StageRates> Of(IReadOnlyList<StageResult> stages, long contactsTotal) =>
        [.. stages.Select((stage, i) =>
        {
            long? droppedOff = i + 1 < stages.Count ? stage.Converted - stages[i + 1].Converted : null;
            return new StageRates(
                Rate(stage.Converted, i == 0 ? stage.Converted : stages[i - 1].Converted),
                Rate(stage.Converted, stages[0].Converted),
                Rate(stage.Converted, contactsTotal),
                droppedOff,
                droppedOff is { } count ? Rate(count, stage.Converted) : null,
                stage.Kpi is { } kpi ? Rate(stage.Converted, kpi) : null);
        })];

    private static double? Rate(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
