using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;

namespace CustomerJourneys.Tests.Contacts;

public sealed class SharedFoldTests
{
    private readonly IActivityStore _store = Substitute.For<IActivityStore>();
    private readonly List<TaskCompletionSource<IReadOnlyList<PartitionPin>>> _folds = [];

    public SharedFoldTests() => _store.FoldAsync(default).ReturnsForAnyArgs(_ =>
    {
        lock (_folds)
        {
            _folds.Add(new TaskCompletionSource<IReadOnlyList<PartitionPin>>());
            return _folds[^1].Task;
        }
    });

    [Fact]
    public async Task Fold_WhileOneIsUnderWay_SharesTheNextAndNotThatOne()
    {
        var shared = new SharedFold(_store);
        var first = shared.FoldAsync(default);
        await BegunAsync(1);

        var others = Enumerable.Range(0, 5).Select(_ => shared.FoldAsync(default)).ToList();
        _folds[0].SetResult([]);
        await first;
        await BegunAsync(2);
        Assert.All(others, other => Assert.False(other.IsCompleted));
        _folds[1].SetResult([]);
        await Task.WhenAll(others);

        Assert.Equal(2, _folds.Count);
    }

    [Fact]
    public async Task Fold_OneFails_TheNextIsDoneAllTheSame()
    {
        var shared = new SharedFold(_store);
        var first = shared.FoldAsync(default);
        await BegunAsync(1);
        using var impatient = new CancellationTokenSource();
        var (given, second) = (shared.FoldAsync(impatient.Token), shared.FoldAsync(default));
        await impatient.CancelAsync();
        _folds[0].SetException(new IOException("storage"));

        await Assert.ThrowsAsync<IOException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await BegunAsync(2);
        _folds[1].SetResult([]);
        Assert.Empty(await second);
    }

    private async Task BegunAsync(int folds)
    {
        while (true)
        {
            lock (_folds)
            {
                if (_folds.Count >= folds)
                    return;
            }

            await Task.Yield();
        }
    }
}
