using CustomerJourneys.Activities;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Tests.Activities;

/// <summary>Other tests trust this store to be as strict as the stored ones.</summary>
public sealed class MemoryActivityStoreTests
{
    private readonly MemoryActivityStore _store = new(partitions: 1);

    [Fact]
    public async Task FoldAsync_AppendedAndCommitted_ShowsEachOnce()
    {
        Assert.Equal(new CommitCounts(2, 1), await _store.CommitAsync([One("ada", "1"), One("ada", "1"), One("bo", "1")], default));
        await _store.AppendAsync([One("ada", "1"), One("ada", "2")], default);
        Assert.Equal(2, _store.Activities.Count);

        var pin = Assert.Single(await _store.FoldAsync(default));

        Assert.Equal((2, 3), (pin.Contacts, pin.Activities));
    }

    [Fact]
    public async Task OpenAsync_OlderPin_StaysAsItWas()
    {
        await _store.CommitAsync([One("ada", "1")], default);
        var pin = Assert.Single(await _store.FoldAsync(default));
        await _store.CommitAsync([One("bo", "1")], default);

        var snapshot = await _store.OpenAsync(pin, default);

        Assert.Equal(["ada"], (await snapshot.ReadContactIdsAsync(default)).ToStrings());
        Assert.Equal(1, Assert.Single(await snapshot.ReadAsync(["SIGNUP"], [], default)).Count);
    }

    [Fact]
    public async Task ReadAsync_SeveralCommits_GivesSortedPartsWithTheirFields()
    {
        await _store.CommitAsync([One("ada", "1", 5), One("bo", "2", 3), One("ada", "3", 4) with { Value = "x" }], default);
        await _store.CommitAsync([One("ada", "4", 1), One("bo", "5", 2) with { Type = "other" }], default);

        var snapshot = await _store.OpenAsync((await _store.FoldAsync(default))[0], default);
        var parts = await snapshot.ReadAsync(["signup"], ["value", "title"], default);

        Assert.Equal([[0, 0, 1], [0]], parts.Select(part => part.ContactsByRow()));
        Assert.Equal([[4L, 5, 3], [1]], parts.Select(part => part.Times));
        Assert.Equal(["x", "", ""], parts[0].Fields["VALUE"].Codes.Select(code => parts[0].Fields["value"].Values[code].Text));
        Assert.Equal((1, 0), (parts[0].Fields.Count, parts[1].Fields.Count));
    }

    private static Activity One(string contact, string id, long time = 0) => new(contact, id, "signup", time);
}
