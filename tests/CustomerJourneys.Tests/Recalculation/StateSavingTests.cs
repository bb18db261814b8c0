using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Results.Lists;
using CustomerJourneys.Testing.Results;
using CustomerJourneys.Tests.Results;

namespace CustomerJourneys.Tests.Recalculation;

/// <summary>How the states of many journeys get into one blob.</summary>
public sealed class StateSavingTests
{
    private readonly CountingStates _states = new(new MemoryStageStateStore(TimeProvider.System));

    [Theory]
    [InlineData(1, 100)]
    [InlineData(9, 2_000)]
    [InlineData(12, 400_000)]
    public async Task Add_ManyJourneys_EachIsReadAsItWasAdded(int journeys, int contacts)
    {
        var expected = new List<byte[]>();
        await using (var saving = new StateSaving(_states, "run", 3, CancellationToken.None))
        {
            for (var journey = 0; journey < journeys; journey++)
            {
                var encoded = Encode(journey, contacts);
                expected.Add(encoded.Body.ToArray());
                await saving.AddAsync("j" + journey, encoded);
            }

            Assert.Null(await _states.ReadAsync("run", 3, 0, 1, default));
            await saving.FinishAsync();
        }

        var reader = new StageStatesReader(_states);
        for (var journey = 0; journey < journeys; journey++)
        {
            var (head, body) = (await reader.ReadWholeAsync(new StageStatesId("j" + journey, "run", 3), default))!.Value;
            Assert.Equal(contacts, head.Stages[0].Converted);
            Assert.Equal(expected[journey], body);
        }

        // Twelve times 400,000 entries are more than one piece.
        Assert.Equal(contacts == 400_000, expected.Sum(body => body.Length) > StateSaving.PieceLength);
        Assert.Null(await reader.ReadWholeAsync(new StageStatesId("another", "run", 3), default));
        Assert.Null(await reader.ReadWholeAsync(new StageStatesId("j0", "run", 4), default));
    }

    [Fact]
    public async Task Dispose_WithoutFinish_SavesNothing()
    {
        await using (var saving = new StateSaving(_states, "run", 0, CancellationToken.None))
            await saving.AddAsync("j", Encode(1, 100));

        Assert.Empty(await _states.ListSavedAsync(default));
    }

    private static EncodedStates Encode(int journey, int contacts)
    {
        var random = new Random(journey);
        using var evaluation = ReachedStages.Evaluate(1, [.. Enumerable.Range(0, contacts).Select(i => new Witness("c" + i, random.NextInt64(30_000_000_000)))]);
        return StageStates.Encode(evaluation);
    }
}
