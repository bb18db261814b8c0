using LocalSdk.Runtime.Hosting;
using LocalSdk.Runtime.Settings;

namespace LocalSdk.Runtime.Tests.Settings;

public sealed class HostFileTests
{
    [Fact]
    public void Load_NoFile_HasTheHostsDefaults()
    {
        HostFile host = HostFile.Load(null, Path.Combine(Path.GetTempPath(), Unique.Name()));

        Assert.Equal("api", host.RoutePrefix);
        Assert.Equal((16, 8, 5), (host.QueueBatchSize, host.QueueNewBatchThreshold, host.QueueMaxDequeueCount));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMinutes(1)), (host.QueueVisibilityTimeout, host.QueueMaxPollingInterval));
        Assert.True(host.QueueMessagesAreBase64);
    }

    [Fact]
    public void Load_Durable_HasItsHubAndLimits()
    {
        HostFile host = HostFile.Load("""
            { "extensions": { "durableTask": { "hubName": "Hub", "maxConcurrentActivityFunctions": 4, "maxConcurrentOrchestratorFunctions": 8 } } }
            """);

        Assert.Equal(("Hub", 4, 8), (host.DurableHubName, host.DurableMaxActivities, host.DurableMaxOrchestrators));
    }

    [Fact]
    public void QueueBatchSize_NoNumber_NamesTheKey()
    {
        HostFile host = HostFile.Load("""{ "extensions": { "queues": { "batchSize": "many" } } }""");

        Assert.Contains("extensions:queues:batchSize", Assert.Throws<InvalidOperationException>(() => host.QueueBatchSize).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7071)]
    [InlineData(0, "--port", "0")]
    [InlineData(8080, "--demo", "--port", "8080")]
    [InlineData(8080, "--port=8080", "--demo")]
    public void PortOf_Arguments_FindsThePort(int port, params string[] args) => Assert.Equal(port, RuntimeBuilder.PortOf(args));

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "http")]
    [InlineData("--port", "65536")]
    [InlineData("--port=-1")]
    public void PortOf_NoPort_IsRefused(params string[] args) => Assert.Throws<ArgumentException>(() => RuntimeBuilder.PortOf(args));
}
