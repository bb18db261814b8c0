using CustomerJourneys.Results;
using CustomerJourneys.Results.Lists;

namespace CustomerJourneys.Tests.Results;

/// <summary>How much a page reads.</summary>
public sealed class StageListReadsTests
{
    private readonly PublishedJourney _journey = new();

    [Fact]
    public async Task ReadPageAsync_FirstPage_ReadsOneBlockAPartitionAndKeepsTheHeads()
    {
        await _journey.PublishAsync(1, 1, 4, Contacts(12_000));
        var query = PublishedJourney.Query(1, StageList.Converted);

        var page = await _journey.Lists.ReadPageAsync(query, 50, null, default);
        Assert.Equal(4 + 4, _journey.States.Reads);

        _journey.States.Reset();
        await _journey.Lists.ReadPageAsync(query, 50, page.Continuation, default);
        Assert.Equal(4, _journey.States.Reads);
    }

    [Fact]
    public async Task ReadPageAsync_DeepInAnInstant_GoesStraightToItsBlock()
    {
        var witnesses = Enumerable.Range(0, 20_000).Select(i => new Witness($"c{i:d5}", 7)).ToList();
        await _journey.PublishAsync(1, 1, 1, witnesses);
        var query = PublishedJourney.Query(1, StageList.Converted);
        string? continuation = null;
        for (var i = 0; i < 15; i++)
            continuation = (await _journey.Lists.ReadPageAsync(query, 1_000, continuation, default)).Continuation;

        _journey.States.Reset();
        var page = await _journey.Lists.ReadPageAsync(query, 10, continuation, default);

        Assert.Equal("c15000", page.Items[0].ContactId);
        Assert.Equal(1, _journey.States.Reads);
    }

    [Fact]
    public async Task ReadPageAsync_FewDroppedOff_SkipsBlocksWithoutThem()
    {
        var witnesses = Enumerable.Range(0, 20_000).Select(i => i == 19_000 ? new Witness("c" + i, i) : new Witness("c" + i, i, i)).ToList();
        await _journey.PublishAsync(1, 2, 1, witnesses);

        var page = await _journey.Lists.ReadPageAsync(PublishedJourney.Query(1, StageList.DroppedOff), 50, null, default);

        Assert.Equal(["c19000"], page.Items.Select(contact => contact.ContactId));
        Assert.Equal(1 + 1, _journey.States.Reads);
    }

    [Fact]
    public async Task ReadPageAsync_ManyPartitions_ReadsNoMoreThanItCanNeedAndInParallel()
    {
        await _journey.PublishAsync(1, 1, 200, Contacts(2_000));

        await _journey.Lists.ReadPageAsync(PublishedJourney.Query(1, StageList.Converted), 4, null, default);

        // The heads, and the blocks that start first: one for each contact of the page and of the look at the next one, with as many ahead.
        Assert.InRange(_journey.States.Reads, 200 + 5, 200 + 10);
        Assert.InRange(_journey.States.MostAtOnce, 2, 16);
    }

    [Fact]
    public async Task ReadPageAsync_HeadBeyondTheFirstRead_ReadsTheRest()
    {
        // So many journeys that their index is longer than the first read.
        await _journey.PublishAsync(1, 1, 1, Contacts(3));
        using var states = StageStates.Encode(ReachedStages.Evaluate(1, Contacts(3)));
        var journeys = Enumerable.Range(0, 1_500).Select(i => ($"another-journey-{i:d6}", states.Head.ToArray(), states.Body.ToArray()));
        await _journey.States.SaveAsync(
            "run1", 0, ReachedStages.Blob([.. journeys, (PublishedJourney.Id, states.Head.ToArray(), states.Body.ToArray())]), 0, default, default);

        var page = await _journey.Lists.ReadPageAsync(PublishedJourney.Query(1, StageList.Converted), 1, null, default);

        Assert.Equal((3, "c0"), (page.Total, page.Items[0].ContactId));
        // The beginning, the rest of the index, the head, a block.
        Assert.Equal(4, _journey.States.Reads);
    }

    [Fact]
    public async Task ReadPageAsync_ManySmallBlocks_ReadsSomeTogether()
    {
        // A burst, and before it a few contacts a year, so that stretches of time are of a few contacts.
        var witnesses = Enumerable.Range(0, 20_000).Select(i => new Witness("c" + i, i < 400 ? i * 1_000_000L : 400_000_000L + i)).ToList();
        await _journey.PublishAsync(1, 1, 1, witnesses);

        var page = await _journey.Lists.ReadPageAsync(PublishedJourney.Query(1, StageList.Converted), 300, null, default);

        Assert.Equal(300, page.Items.Count);
        Assert.InRange(_journey.States.Reads, 2, 3);
    }

    private static List<Witness> Contacts(int count) => [.. Enumerable.Range(0, count).Select(i => new Witness("c" + i, i))];
}
