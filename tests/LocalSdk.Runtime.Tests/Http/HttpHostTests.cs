using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalSdk.Runtime.Tests.Http;

public sealed class HttpHostTests
{
    [Fact]
    public async Task Get_HostJsonWithoutPrefix_RoutesAreBelowApi()
    {
        await using RunningApp app = await StartAsync(hostJson: "{}");

        Assert.Equal("GET number 7", await app.Http.GetStringAsync("api/things/7"));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync("things/7")).StatusCode);
    }

    [Fact]
    public async Task Get_MiddlewareCatchesException_WritesTheAnswer()
    {
        await using RunningApp app = await RunningApp.StartAsync([typeof(HttpFunctions)], configure: builder =>
        {
            builder.Services.AddSingleton<Signals>();
            builder.UseMiddleware<CatchingMiddleware>();
        });

        using HttpResponseMessage answer = await app.Http.GetAsync("throws");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("Throws: InvalidOperationException", await answer.Content.ReadAsStringAsync());
        Assert.Equal("GET number 7", await app.Http.GetStringAsync("things/7"));
    }

    [Fact]
    public async Task Invoke_TwoMiddlewares_TheFirstIsOutsideAndAConditionHolds()
    {
        List<string> order = [];
        await using RunningApp app = await RunningApp.StartAsync([typeof(HttpFunctions)], configure: builder =>
        {
            builder.Services.AddSingleton<Signals>();
            builder.Use(next => async context =>
            {
                order.Add("outer in");
                await next(context);
                order.Add("outer out: " + context.GetInvocationResult().Value!.GetType().Name);
            });
            builder.Use(next => context =>
            {
                order.Add("inner");
                return next(context);
            });
            builder.UseWhen<CatchingMiddleware>(context => context.FunctionDefinition.Name == "Poco");
        });

        await app.Http.GetAsync("poco");

        Assert.Equal(["outer in", "inner", "outer out: Thing"], order);
        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Http.GetAsync("throws")).StatusCode);
    }

    [Theory]
    [InlineData(30_000_000, null, true)]
    [InlineData(30_000_001, null, false)]
    [InlineData(30_000_001, 104_857_600L, true)]
    [InlineData(104_857_600, 200_000_000L, true)]
    [InlineData(104_857_601, 200_000_000L, false)]
    public async Task Post_BodyOfALength_IsReadUpToTheLimits(int length, long? kestrelLimit, bool passes)
    {
        await using RunningApp app = await RunningApp.StartAsync([typeof(HttpFunctions)], configure: builder =>
        {
            builder.Services.AddSingleton<Signals>();
            if (kestrelLimit is not null)
            {
                builder.Services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = kestrelLimit);
            }
        });

        (string status, string body) = await RawRequest.PostAsync(app.Address, "/upload", length, sendBody: passes);

        Assert.Equal(passes ? "HTTP/1.1 200 OK" : "HTTP/1.1 500 Internal Server Error", status);
        Assert.Equal(passes ? $"{length}" : "", body);
        Assert.Equal(length <= 104_857_600, app.Service<Signals>().Entered.Task.IsCompleted);
    }

    [Theory]
    [InlineData("key", null, 401)]
    [InlineData("key", "wrong", 401)]
    [InlineData("key", "opens", 200)]
    [InlineData("key", "opens everything", 200)]
    [InlineData("master", "opens", 401)]
    [InlineData("master", "opens everything", 200)]
    public async Task Get_KeysAreConfigured_TheyAreEnforced(string path, string? key, int status)
    {
        await using RunningApp app = await RunningApp.StartAsync([typeof(KeyFunctions)], settings: new()
        {
            ["FunctionKeys__default"] = "opens",
            ["FunctionKeys___master"] = "opens everything",
        });
        using HttpRequestMessage withHeader = new(HttpMethod.Get, path);
        withHeader.Headers.Add("x-functions-key", key is null ? [] : [key]);

        using HttpResponseMessage byHeader = await app.Http.SendAsync(withHeader);
        using HttpResponseMessage byQuery = await app.Http.GetAsync(key is null ? path : $"{path}?code={Uri.EscapeDataString(key)}");

        Assert.Equal((status, status), ((int)byHeader.StatusCode, (int)byQuery.StatusCode));
        Assert.Equal(status == 401 ? "" : "GET", await byQuery.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_NoKeysAreConfigured_FunctionLevelIsOpen()
    {
        await using RunningApp app = await RunningApp.StartAsync([typeof(KeyFunctions)]);

        Assert.Equal("GET", await app.Http.GetStringAsync("key"));
    }

    [Fact]
    public async Task Get_HomepageIsNotDisabled_TheHostGreetsInPlaceOfTheCatchAll()
    {
        await using RunningApp app = await RunningApp.StartAsync(
            [typeof(CatchAllFunctions)], settings: new() { ["AzureWebJobsDisableHomepage"] = "false" });

        Assert.StartsWith("Your Functions app is up and running", await app.Http.GetStringAsync(""), StringComparison.Ordinal);
        Assert.Equal("GET caught 'x'", await app.Http.GetStringAsync("x"));
    }

    private static Task<RunningApp> StartAsync(string hostJson) => RunningApp.StartAsync(
        [typeof(HttpFunctions)], hostJson, configure: builder => builder.Services.AddSingleton<Signals>());

    private sealed class CatchingMiddleware : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            try
            {
                await next(context);
            }
            catch (InvalidOperationException error)
            {
                HttpResponse response = context.GetHttpContext()!.Response;
                Assert.False(response.HasStarted);
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                await response.WriteAsync($"{context.FunctionDefinition.Name}: {error.GetType().Name}");
            }
        }
    }
}
