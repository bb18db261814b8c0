namespace CustomerJourneys.Recalculation;

/// <summary>One run that evaluates one or many journeys over one state of the data, and how far it is.</summary>
/// <param name="Id">Its id; also the id of its orchestration.</param>
/// <param name="JourneyIds">The journeys it was requested for.</param>
/// <param name="Reason">Why it runs.</param>
/// <param name="Status">How far it is.</param>
/// <param name="RequestedAt">When it was requested.</param>
public sealed record RecalculationRun(
    string Id,
    IReadOnlyList<string> JourneyIds,
    RecalculationReason Reason,
    RecalculationStatus Status,
    DateTimeOffset RequestedAt)
{
    /// <summary>
    /// For a journey the run that was in force before this one took it over, where that one had not ended, had failed, or came in between. Each of
    /// them is waited for where it is known before this one is started, and is in force again for its journey should this one be cancelled.
    /// <see langword="null"/> when there is none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Before { get; init; }

    /// <summary>When it began to plan; <see langword="null"/> before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>
    /// The state of the data that it evaluates, once pinned: everything acknowledged before this time is counted.
    /// Until it is set, further requests for the same journey join this run.
    /// </summary>
    public DateTimeOffset? DataAsOf { get; init; }

    /// <summary>Whether it has begun to publish: from then on it can be neither cancelled nor superseded, since readers may see its results.</summary>
    public bool IsPublishing { get; init; }

    /// <summary>When it ended, in whichever way.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many partitions it evaluated; known once it has published.</summary>
    public int? Partitions { get; init; }

    /// <summary>Why it failed, for people; at most 1,024 characters.</summary>
    public string? Error { get; init; }

    /// <summary>The run that was in force for a journey before this one, or <see langword="null"/>; see <see cref="Before"/>.</summary>
    public string? BeforeOf(string journeyId) => Before?.GetValueOrDefault(journeyId);

    /// <summary>Whether it was requested for this journey and for no other.</summary>
    public bool IsForOnly(string journeyId) => JourneyIds.All(id => id == journeyId);

    /// <summary>This run, coming after another one for a journey.</summary>
    public RecalculationRun After(string journeyId, string recalculationId) => this with
    {
        Before = new Dictionary<string, string>(Before ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [journeyId] = recalculationId },
    };

    /// <summary>Whether it has ended.</summary>
    public bool IsFinished => Status is not (RecalculationStatus.Pending or RecalculationStatus.Running);
}

/// <summary>Why a recalculation runs.</summary>
public enum RecalculationReason
{
    /// <summary>A journey was saved.</summary>
    Saved,

    /// <summary>Somebody asked for it.</summary>
    Requested,

    /// <summary>The schedule was due.</summary>
    Scheduled,
}

/// <summary>How far a recalculation is.</summary>
public enum RecalculationStatus
{
    /// <summary>Not begun, or its data is not pinned yet.</summary>
    Pending,

    /// <summary>Its data is pinned and partitions are evaluated.</summary>
    Running,

    /// <summary>Its results are published.</summary>
    Succeeded,

    /// <summary>It gave up; earlier results stay.</summary>
    Failed,

    /// <summary>A later save or run took over all of its journeys before it published.</summary>
    Superseded,

    /// <summary>Somebody stopped it; earlier results stay.</summary>
    Cancelled,
}
