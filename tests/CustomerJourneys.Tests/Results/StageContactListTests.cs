using System.Buffers.Text;
using System.Text;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Problems;
using CustomerJourneys.Results.Lists;

namespace CustomerJourneys.Tests.Results;

public sealed class StageContactListTests
{
    private readonly PublishedJourney _journey = new();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 40)]
    [InlineData(3, 3, 1)]
    [InlineData(4, 3, 3)]
    [InlineData(5, 7, 1_000_000)]
    [InlineData(6, 64, 5)]
    public async Task ReadPageAsync_RandomContacts_PagesOfAnySizeGiveTheList(int seed, int partitions, int times)
    {
        var random = new Random(seed);
        var stages = random.Next(2, 5);
        var witnesses = ReachedStages.Random(random, stages, 60, times);
        await _journey.PublishAsync(1, stages, partitions, witnesses);

        foreach (var (query, stage) in QueriesOf(stages, ["c-1", "X"]))
        {
            var expected = PublishedJourney.Expect(witnesses, query, stage);
            for (var top = 1; top <= expected.Count + 1; top++)
            {
                var pages = await _journey.ReadPagesAsync(query, top);

                Assert.Equal(expected, pages.SelectMany(page => page.Items));
                Assert.All(pages, page => Assert.Equal(expected.Count, page.Total));
                Assert.All(pages.SkipLast(1), page => Assert.Equal(top, page.Items.Count));
                Assert.Equal(Math.Max(1, (expected.Count + top - 1) / top), pages.Count);
            }

            Assert.Equal(expected, await _journey.ReadAllAsync(query));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 100_000)]
    [InlineData(5, 1)]
    [InlineData(5, 100_000)]
    public async Task ReadPageAsync_ManyBlocks_PagesGiveTheList(int partitions, int times)
    {
        var witnesses = ReachedStages.Random(new Random(9), 3, 9_000, times);
        await _journey.PublishAsync(1, 3, partitions, witnesses);

        foreach (var (query, stage) in QueriesOf(3, ["C-77"]))
        {
            var expected = PublishedJourney.Expect(witnesses, query, stage);
            foreach (var top in (int[])[97, 512, 1_000])
                Assert.Equal(expected, (await _journey.ReadPagesAsync(query, top)).SelectMany(page => page.Items));
            Assert.Equal(expected, await _journey.ReadAllAsync(query));
        }
    }

    [Fact]
    public async Task ReadPageAsync_TopNotGiven_Is50()
    {
        await _journey.PublishAsync(1, 1, 2, Contacts(51));

        Assert.Equal(50, (await _journey.Lists.ReadPageAsync(PublishedJourney.Query(1, StageList.Converted), null, null, default)).Items.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_001)]
    public async Task ReadPageAsync_TopOutOfRange_IsAProblem(int top)
    {
        var problem = await FailAsync(PublishedJourney.Query(1, StageList.Converted), top, null);

        Assert.Equal((ProblemKind.Invalid, "top_out_of_range", "top"), (problem.Kind, problem.Code, problem.Errors[0].Path));
    }

    [Fact]
    public async Task ReadPageAsync_SearchTooLong_IsAProblem()
    {
        var problem = await FailAsync(PublishedJourney.Query(1, StageList.Converted, new string('x', 201)), null, null);

        Assert.Equal(("search_too_long", "search"), (problem.Code, problem.Errors[0].Path));
    }

    [Fact]
    public async Task ReadPageAsync_NoResultYet_IsEmpty()
    {
        var page = await _journey.Lists.ReadPageAsync(PublishedJourney.Query(1, StageList.DroppedOff), null, null, default);

        Assert.Equal((0, 0, null), (page.Total, page.Items.Count, page.Continuation));
        Assert.Empty(await _journey.ReadAllAsync(PublishedJourney.Query(1, StageList.DroppedOff)));
    }

    [Fact]
    public async Task ReadPageAsync_UnknownStage_IsAProblem()
    {
        await _journey.PublishAsync(1, 2, 1, Contacts(1));

        var problem = await FailAsync(PublishedJourney.Query(3, StageList.Converted), null, null);

        Assert.Equal((ProblemKind.NotFound, "stage_not_found"), (problem.Kind, problem.Code));
        await Assert.ThrowsAsync<ProblemException>(() => _journey.ReadAllAsync(PublishedJourney.Query(3, StageList.Converted)));
    }

    [Fact]
    public async Task ReadPageAsync_DroppedOffAtTheLastStage_IsAProblem()
    {
        await _journey.PublishAsync(1, 2, 1, Contacts(1));

        var problem = await FailAsync(PublishedJourney.Query(2, StageList.DroppedOff), null, null);

        Assert.Equal((ProblemKind.Invalid, "no_drop_off_at_last_stage", "list"), (problem.Kind, problem.Code, problem.Errors[0].Path));
    }

    [Fact]
    public async Task ReadPageAsync_PublishedInBetween_FinishesTheResultItBeganWith()
    {
        var (earlier, later) = (Contacts(30), Contacts(45));
        await _journey.PublishAsync(1, 1, 3, earlier);
        var query = PublishedJourney.Query(1, StageList.Converted);
        var first = await _journey.Lists.ReadPageAsync(query, 20, null, default);

        await _journey.PublishAsync(2, 1, 5, later);
        var second = await _journey.Lists.ReadPageAsync(query, 20, first.Continuation, default);

        Assert.Equal(PublishedJourney.Expect(earlier, query, 1), first.Items.Concat(second.Items));
        Assert.Equal((30, null), (second.Total, second.Continuation));
        Assert.Equal(45, (await _journey.Lists.ReadPageAsync(query, 20, null, default)).Total);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadPageAsync_StatesOfTheTokenDeleted_IsExpired(bool restarted)
    {
        await _journey.PublishAsync(1, 1, 3, Contacts(30));
        var query = PublishedJourney.Query(1, StageList.Converted);
        var first = await _journey.Lists.ReadPageAsync(query, 20, null, default);
        await _journey.PublishAsync(2, 1, 3, Contacts(30));
        await _journey.States.DeleteAsync("run1", default);
        if (restarted)
            _journey.Restart();

        var problem = await FailAsync(query, 20, first.Continuation);

        Assert.Equal((ProblemKind.Invalid, "continuation_expired", "continuation"), (problem.Kind, problem.Code, problem.Errors[0].Path));
    }

    [Fact]
    public async Task ReadPageAsync_ResultOfAnEarlierEvaluation_IsOutdated()
    {
        _journey.Evaluator = 1;
        await _journey.PublishAsync(1, 1, 3, Contacts(30));

        var problem = await FailAsync(PublishedJourney.Query(1, StageList.Converted), null, null);

        Assert.Equal((ProblemKind.Conflict, "list_outdated"), (problem.Kind, problem.Code));
    }

    [Fact]
    public async Task ReadPageAsync_ResultOfTheTokenDeleted_IsExpired()
    {
        await _journey.PublishAsync(1, 1, 1, Contacts(3));
        var query = PublishedJourney.Query(1, StageList.Converted);
        var first = await _journey.Lists.ReadPageAsync(query, 2, null, default);
        await _journey.Results.DeleteAsync(PublishedJourney.Id, default);

        Assert.Equal("continuation_expired", (await FailAsync(query, 2, first.Continuation)).Code);
    }

    [Fact]
    public async Task ReadPageAsync_ReplacedAndDeletedWhileReading_ReadsTheNewResult()
    {
        await _journey.PublishAsync(1, 1, 3, Contacts(30));
        var replaced = 0;
        _journey.States.BeforeRead = async (_, _) =>
        {
            if (Interlocked.Exchange(ref replaced, 1) == 1)
                return;
            await _journey.PublishAsync(2, 1, 4, Contacts(44));
            await _journey.States.DeleteAsync("run1", default);
        };

        Assert.Equal(44, (await _journey.Lists.ReadPageAsync(PublishedJourney.Query(1, StageList.Converted), 20, null, default)).Total);
    }

    [Fact]
    public async Task ReadPageAsync_StatesOfTheCurrentResultLost_NamesTheBlob()
    {
        await _journey.PublishAsync(1, 1, 1, Contacts(3));
        await _journey.States.DeleteAsync("run1", default);

        var error = await Assert.ThrowsAsync<StageStatesMissingException>(
            () => _journey.Lists.ReadPageAsync(PublishedJourney.Query(1, StageList.Converted), null, null, default));

        Assert.Equal("states/run1/00000", error.Blob);
    }

    [Fact]
    public async Task ReadPageAsync_TokenOfAnotherList_IsAProblem()
    {
        await _journey.PublishAsync(1, 3, 2, [.. Enumerable.Range(0, 9).Select(i => new Witness("c" + i, i, i))]);
        var token = (await _journey.Lists.ReadPageAsync(PublishedJourney.Query(2, StageList.Converted), 2, null, default)).Continuation!;
        StageListQuery[] others =
        [
            PublishedJourney.Query(1, StageList.Converted),
            PublishedJourney.Query(2, StageList.DroppedOff),
            PublishedJourney.Query(2, StageList.Converted, "c"),
            PublishedJourney.Query(2, StageList.Converted) with { JourneyId = "other" },
        ];

        foreach (var other in others)
        {
            var problem = await FailAsync(other, 2, token);
            Assert.Equal((ProblemKind.Invalid, "continuation_invalid", "continuation"), (problem.Kind, problem.Code, problem.Errors[0].Path));
        }

        Assert.Equal(2, (await _journey.Lists.ReadPageAsync(PublishedJourney.Query(2, StageList.Converted, ""), 2, token, default)).Items.Count);
    }

    [Theory]
    [InlineData("%%%")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"Format\":1}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"ContactId\":\"\\ud800\"}")]
    public async Task ReadPageAsync_MalformedToken_IsAProblem(string text)
    {
        await _journey.PublishAsync(1, 1, 1, Contacts(3));
        var query = PublishedJourney.Query(1, StageList.Converted);

        Assert.Equal("continuation_invalid", (await FailAsync(query, 2, text)).Code);
        Assert.Equal("continuation_invalid", (await FailAsync(query, 2, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)))).Code);
    }

    [Fact]
    public async Task ReadPageAsync_TokenTamperedWith_IsAProblem()
    {
        await _journey.PublishAsync(1, 1, 1, Contacts(3));
        var query = PublishedJourney.Query(1, StageList.Converted);
        var token = (await _journey.Lists.ReadPageAsync(query, 2, null, default)).Continuation!;
        var json = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        (string From, string To)[] changes =
        [
            ("\"Format\":1", "\"Format\":2"),
            ("\"ReachTime\":", "\"ReachTime\":99999999999999999"),
            ("\"ReachTime\":", "\"ReachTime\":null,\"x\":"),
            ("\"ContactId\":\"", "\"ContactId\":\"" + new string('x', 600)),
            ("\"Matches\":null", "\"Matches\":1"),
            ("\"Matches\":null", "\"Matches\":null,\"More\":1"),
        ];

        foreach (var (from, to) in changes)
        {
            Assert.Contains(from, json, StringComparison.Ordinal);
            var changed = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.Replace(from, to, StringComparison.Ordinal)));
            Assert.Equal("continuation_invalid", (await FailAsync(query, 2, changed)).Code);
        }
    }

    [Fact]
    public async Task ReadPageAsync_ContactsErasedSince_AreLeftOut()
    {
        await _journey.PublishAsync(1, 1, 3, Contacts(100));
        var query = PublishedJourney.Query(1, StageList.Converted);
        var first = await _journey.Lists.ReadPageAsync(query, 20, null, default);
        _journey.Contacts.Erased.UnionWith(["c3", "c19", "c20", "c21", "c99"]);

        var second = await _journey.Lists.ReadPageAsync(query, 20, first.Continuation, default);

        Assert.Equal(Enumerable.Range(22, 20).Select(i => "c" + i), second.Items.Select(contact => contact.ContactId));
        Assert.Equal(95, (await _journey.ReadAllAsync(query)).Count);
        Assert.Equal(95, (await _journey.ReadPagesAsync(query, 10)).Sum(page => page.Items.Count));
    }

    [Fact]
    public async Task ReadPageAsync_StatesOfAnotherNumberOfStages_AreCorrupt()
    {
        await _journey.PublishAsync(1, 2, 1, Contacts(3));
        await _journey.SaveAsync("run1", 0, 1, Contacts(3));

        await Assert.ThrowsAsync<CorruptBlobException>(
            () => _journey.Lists.ReadPageAsync(PublishedJourney.Query(1, StageList.Converted), null, null, default));
    }

    [Fact]
    public async Task ReadAllAsync_StoppedEarly_LeavesNoRequestUnderWay()
    {
        await _journey.PublishAsync(1, 1, 8, Contacts(20_000));
        var (begun, ended) = (0, 0);
        _journey.States.BeforeRead = async (_, _) =>
        {
            Interlocked.Increment(ref begun);
            await Task.Yield();
            Interlocked.Increment(ref ended);
        };

        await foreach (var contact in _journey.Lists.ReadAllAsync(PublishedJourney.Query(1, StageList.Converted), default))
        {
            Assert.Equal("c0", contact.ContactId);
            break;
        }

        Assert.True(begun > 0);
        Assert.Equal(begun, ended);
    }

    [Fact]
    public async Task ReadAllAsync_Cancelled_Stops()
    {
        await _journey.PublishAsync(1, 1, 2, Contacts(20_000));
        using var stop = new CancellationTokenSource();
        var read = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _journey.Lists.ReadAllAsync(PublishedJourney.Query(1, StageList.Converted), stop.Token))
            {
                if (++read == 10)
                    await stop.CancelAsync();
            }
        });

        Assert.InRange(read, 10, 19_999);
    }

    private static List<Witness> Contacts(int count) => [.. Enumerable.Range(0, count).Select(i => new Witness("c" + i, i))];

    private static IEnumerable<(StageListQuery Query, int Stage)> QueriesOf(int stages, string[] searches) =>
        from stage in Enumerable.Range(1, stages)
        from list in (StageList[])[StageList.Converted, StageList.DroppedOff]
        where list == StageList.Converted || stage < stages
        from search in (string?[])[null, .. searches]
        select (PublishedJourney.Query(stage, list, search), stage);

    private Task<ProblemException> FailAsync(StageListQuery query, int? top, string? continuation) =>
        Assert.ThrowsAsync<ProblemException>(() => _journey.Lists.ReadPageAsync(query, top, continuation, default));
}
