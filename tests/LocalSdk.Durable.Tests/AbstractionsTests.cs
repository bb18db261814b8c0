using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Tests;

/// <summary>The public shapes hold what code and tests against the packages rely on.</summary>
public sealed class AbstractionsTests
{
    [Fact]
    public async Task TaskOrchestrationContext_CanBeSubstituted()
    {
        TaskOrchestrationContext context = Substitute.For<TaskOrchestrationContext>();
        context.CallActivityAsync<int>(Arg.Is<TaskName>(name => name == "square"), 7, Arg.Any<TaskOptions>()).Returns(49);

        Assert.Equal(49, await context.CallActivityAsync<int>("Square", 7));
    }

    [Fact]
    public async Task DurableTaskClient_CanBeSubstituted()
    {
        DurableTaskClient client = Substitute.For<DurableTaskClient>("hub");
        client.ScheduleNewOrchestrationInstanceAsync("Run", Arg.Any<object>(), Arg.Any<StartOrchestrationOptions>(), Arg.Any<CancellationToken>())
            .Returns("one");
        client.GetInstanceAsync("one", Arg.Any<bool>(), Arg.Any<CancellationToken>())
            .Returns(new OrchestrationMetadata("Run", "one") { RuntimeStatus = OrchestrationRuntimeStatus.Completed });

        string id = await client.ScheduleNewOrchestrationInstanceAsync("Run", new { Journey = 1 }, new StartOrchestrationOptions("one"));

        Assert.True((await client.GetInstanceAsync(id))!.IsCompleted);
    }

    [Fact]
    public void OrchestrationMetadata_ReadWithoutInputsAndOutputs_Throws() =>
        Assert.Throws<InvalidOperationException>(() => new OrchestrationMetadata("Run", "one").ReadOutputAs<int>());

    [Theory]
    [InlineData(0, 1, 1.0)]
    [InlineData(1, 0, 1.0)]
    [InlineData(1, 1, 0.9)]
    public void RetryPolicy_OutOfRange_Throws(int attempts, int seconds, double coefficient) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(attempts, TimeSpan.FromSeconds(seconds), coefficient));

    [Fact]
    public void TaskFailureDetails_IsCausedBy_KnowsBaseTypes()
    {
        var details = new TaskFailureDetails("System.ArgumentNullException", "x", null, null, null);

        Assert.True(details.IsCausedBy<ArgumentException>());
        Assert.False(details.IsCausedBy<InvalidOperationException>());
        Assert.False((details with { ErrorType = "(unknown)" }).IsCausedBy<Exception>());
    }

    [Fact]
    public void WithInstanceId_KeepsTheRetryPolicy()
    {
        SubOrchestrationOptions options = TaskOptions.FromRetryPolicy(new(3, TimeSpan.FromSeconds(1))).WithInstanceId("child");

        Assert.Equal(3, options.Retry!.Policy!.MaxNumberOfAttempts);
        Assert.Equal("child", options.InstanceId);
    }
}
