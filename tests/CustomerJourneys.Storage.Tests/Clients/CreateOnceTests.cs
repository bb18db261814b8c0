using CustomerJourneys.Storage.Clients;

namespace CustomerJourneys.Storage.Tests.Clients;

public sealed class CreateOnceTests
{
    [Fact]
    public async Task GetAsync_ManyAtOnce_CreatesOncePerName()
    {
        var created = new List<string>();
        var gate = new TaskCompletionSource();
        var things = new CreateOnce<string>(async name =>
        {
            lock (created)
                created.Add(name);
            await gate.Task;
            return name + "!";
        });
        var waiting = Enumerable.Range(0, 20).Select(i => things.GetAsync(i % 2 == 0 ? "a" : "b", default)).ToList();
        gate.SetResult();

        Assert.Equal(["a!", "b!"], (await Task.WhenAll(waiting)).Distinct());
        Assert.Equal("a!", await things.GetAsync("a", default));
        Assert.Equal(["a", "b"], created);
    }

    [Fact]
    public async Task GetAsync_CreationFails_IsTriedAgainByTheNext()
    {
        var attempts = 0;
        var things = new CreateOnce<int>(_ => ++attempts == 1 ? Task.FromException<int>(new TimeoutException()) : Task.FromResult(attempts));

        await Assert.ThrowsAsync<TimeoutException>(() => things.GetAsync("a", default));

        Assert.Equal(2, await things.GetAsync("a", default));
        Assert.Equal(2, await things.GetAsync("a", default));
    }

    [Fact]
    public async Task GetAsync_OneWaiterGivesUp_TheOthersStillGetIt()
    {
        var gate = new TaskCompletionSource<int>();
        var attempts = 0;
        var things = new CreateOnce<int>(_ =>
        {
            attempts++;
            return gate.Task;
        });
        using var impatient = new CancellationTokenSource();
        var (first, second) = (things.GetAsync("a", impatient.Token), things.GetAsync("a", default));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult(7);

        Assert.Equal(7, await second);
        Assert.Equal(1, attempts);
    }
}
