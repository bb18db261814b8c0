using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace LocalSdk.Runtime.Tests.Durable;

[Collection(nameof(AzuriteFixture))]
public sealed class DurableTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Start_ByHttp_FansOutAndInThroughTheMiddleware()
    {
        ConcurrentQueue<string> seen = new();
        string hostJson = $$"""
            { "extensions": { "http": { "routePrefix": "" }, "durableTask": { "hubName": "{{Unique.Name()}}", "maxConcurrentActivityFunctions": 4 } } }
            """;
        await using RunningApp app = await RunningApp.StartAsync([typeof(DurableFunctions)], hostJson, azurite.Settings(), builder =>
        {
            builder.Services.AddScoped<Scoped>();
            builder.Use(next => context =>
            {
                seen.Enqueue(context.FunctionDefinition.Name);
                return next(context);
            });
        });

        using HttpResponseMessage answer = await app.Http.PostAsync("sum/10", null);

        Assert.Equal("POST Completed 385", await answer.Content.ReadAsStringAsync());
        Assert.Equal(10, seen.Count(name => name == "Square"));
        Assert.Contains("SumOfSquares", seen);
    }
}
