namespace CustomerJourneys.Results;

/// <summary>The published result of one journey: a snapshot at the time of calculation.</summary>
/// <param name="ResultId">Its id; ascends with the time of the run's request.</param>
/// <param name="JourneyId">The journey.</param>
/// <param name="JourneyVersion">The version of the journey that was evaluated.</param>
/// <param name="RecalculationId">The run that calculated it.</param>
/// <param name="DataAsOf">Everything acknowledged before this time is counted.</param>
/// <param name="CalculatedAt">When it was published.</param>
/// <param name="DurationMs">From the beginning of the run to publishing, in milliseconds.</param>
/// <param name="ContactsTotal">Distinct contacts at the data-as-of.</param>
/// <param name="ActivitiesRead">Activities of the journey's types that were read.</param>
/// <param name="InexactContacts">Contacts whose choice among equal times exceeded the search budget.</param>
/// <param name="Partitions">How many partitions the store had in that run: as many blobs of stage states belong to the result.</param>
/// <param name="Stages">The stages in order.</param>
public sealed record JourneyResult(
    string ResultId,
    string JourneyId,
    int JourneyVersion,
    string RecalculationId,
    DateTimeOffset DataAsOf,
    DateTimeOffset CalculatedAt,
    long DurationMs,
    long ContactsTotal,
    long ActivitiesRead,
    long InexactContacts,
    int Partitions,
    IReadOnlyList<StageResult> Stages)
{
    /// <summary>Where its lists and counts lie; <see langword="null"/> when all are those of its own run.</summary>
    public ResultSources? Sources { get; init; }

    /// <summary>
    /// Whether this result takes the place of another one of its journey: that of the later version; of one version, that of later data; of equal data
    /// the later result, so that a repeat of either changes nothing. Versions come first, since the clocks of two hosts may differ by more than
    /// the time between a run and a save.
    /// </summary>
    public bool Replaces(JourneyResult standing)
    {
        if (JourneyVersion != standing.JourneyVersion)
            return JourneyVersion > standing.JourneyVersion;
        return DataAsOf != standing.DataAsOf ? DataAsOf > standing.DataAsOf : string.CompareOrdinal(ResultId, standing.ResultId) > 0;
    }
}

/// <summary>What was counted at one stage; rates are derived from it by <c>StageRates</c>.</summary>
/// <param name="StageId">The stage.</param>
/// <param name="Name">Its name in the evaluated version.</param>
/// <param name="Kpi">Its target in the evaluated version.</param>
/// <param name="Converted">Contacts who reached it.</param>
/// <param name="TimeToConvert">From the previous stage, over those who reached this one; <see langword="null"/> at the first stage and when nobody reached it.</param>
public sealed record StageResult(string StageId, string Name, long? Kpi, long Converted, TimeToConvert? TimeToConvert);

/// <summary>How long contacts took from one stage to the next. Percentiles are nearest rank and exact.</summary>
/// <param name="MedianSeconds">The 50th percentile, in seconds.</param>
/// <param name="MeanSeconds">The arithmetic mean, in seconds.</param>
/// <param name="P10Seconds">The 10th percentile, in seconds.</param>
/// <param name="P90Seconds">The 90th percentile, in seconds.</param>
public sealed record TimeToConvert(double MedianSeconds, double MeanSeconds, double P10Seconds, double P90Seconds);
