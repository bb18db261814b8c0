using CustomerJourneys.Activities;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;
using CustomerJourneys.Results.Lists;
using CustomerJourneys.Testing.Results;

namespace CustomerJourneys.Tests.Results;

/// <summary>A journey whose results are published with their stage states, and the lists over them.</summary>
internal sealed class PublishedJourney
{
    public const string Id = "journey";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public PublishedJourney()
    {
        States = new CountingStates(new MemoryStageStateStore(TimeProvider.System));
        Lists = new StageContactList(Results, States, Contacts);
    }

    /// <summary>The evaluation that gave the results.</summary>
    public int Evaluator { get; set; } = 2;

    /// <summary>Who the contacts are.</summary>
    public NumberedPartitions Contacts { get; } = new();

    public MemoryResultStore Results { get; } = new();

    public CountingStates States { get; }

    public StageContactList Lists { get; private set; }

    public static string StageId(int stage) => "s" + stage;

    public static StageListQuery Query(int stage, StageList list, string? search = null) => new(Id, StageId(stage), list, search);

    /// <summary>Forgets what was read.</summary>
    public void Restart() => Lists = new StageContactList(Results, States, Contacts);

    public async Task PublishAsync(int number, int stages, int partitions, IReadOnlyList<Witness> witnesses)
    {
        var byPartition = witnesses.ToLookup(witness => PartitionMap.PartitionOf(witness.ContactId, partitions));
        for (var partition = 0; partition < partitions; partition++)
        {
            await SaveAsync("run" + number, partition, stages, [.. byPartition[partition]]);
        }

        await Results.PublishAsync(
            new JourneyResult(
                $"result{number:d4}", Id, 1, "run" + number, Noon.AddMinutes(number), Noon.AddMinutes(number), 1, witnesses.Count, 0, 0, partitions,
                [.. Enumerable.Range(1, stages).Select(stage => new StageResult(
                    StageId(stage), "Stage " + stage, null, witnesses.Count(witness => witness.Depth >= stage), null))])
            {
                Sources = new ResultSources(Evaluator, [.. Enumerable.Repeat(new PartitionSource("run" + number, 1, null, 1, 0, 0), partitions)]),
            },
            default);
    }

    /// <summary>Writes the states of a partition.</summary>
    public async Task SaveAsync(string run, int partition, int stages, IReadOnlyList<Witness> witnesses)
    {
        var numbered = Contacts.Number(partition, witnesses);
        await States.SaveAsync(run, partition, ReachedStages.Blob(Id, ReachedStages.Evaluate(stages, numbered)), 0, default, default);
    }

    /// <summary>All pages of a list, each of the same size.</summary>
    public async Task<List<StageContactPage>> ReadPagesAsync(StageListQuery query, int top)
    {
        var pages = new List<StageContactPage>();
        do
            pages.Add(await Lists.ReadPageAsync(query, top, pages.LastOrDefault()?.Continuation, default));
        while (pages[^1].Continuation is not null);
        return pages;
    }

    public async Task<List<StageContact>> ReadAllAsync(StageListQuery query)
    {
        var contacts = new List<StageContact>();
        await foreach (var contact in Lists.ReadAllAsync(query, default))
            contacts.Add(contact);
        return contacts;
    }

    /// <summary>The plain definition of a list.</summary>
    public static List<StageContact> Expect(IEnumerable<Witness> witnesses, StageListQuery query, int stage) =>
    [
        .. ReachedStages.List(witnesses, stage, query.List == StageList.DroppedOff)
            .Where(entry => query.Search is null || entry.ContactId.Contains(query.Search, StringComparison.OrdinalIgnoreCase))
            .Select(entry => new StageContact(entry.ContactId, entry.Time == PartitionEvaluation.NoTime ? null : DateTimeOffset.FromUnixTimeMilliseconds(entry.Time), null, null)),
    ];
}
