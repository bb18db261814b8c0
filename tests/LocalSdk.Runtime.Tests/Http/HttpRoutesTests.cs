using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace LocalSdk.Runtime.Tests.Http;

public sealed class HttpRoutesTests : IAsyncLifetime
{
    private RunningApp _app = null!;

    public async Task InitializeAsync() => _app = await RunningApp.StartAsync(
        [typeof(HttpFunctions), typeof(CatchAllFunctions)], configure: builder => builder.Services.AddSingleton<Signals>());

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("things/7", "GET number 7")]
    [InlineData("THINGS/7", "GET number 7")]
    [InlineData("things/abc", "GET caught 'things/abc'")]
    [InlineData("things", "GET caught 'things'")]
    [InlineData("", "GET caught ''")]
    [InlineData("a/b/c", "GET caught 'a/b/c'")]
    [InlineData("names/a%20b", "GET name a b")]
    [InlineData("names/a%2Fb", "GET name a%2Fb")]
    [InlineData("names/x?suffix=-y", "GET name x-y")]
    [InlineData("guids/0f8fad5b-d9cb-469f-a165-70867728950e", "GET guid 0f8fad5bd9cb469fa16570867728950e")]
    [InlineData("context", "Context True httpTrigger")]
    public async Task Get_Path_ReachesTheFunctionOfTheRoute(string path, string answer)
    {
        Assert.Equal(answer, await _app.Http.GetStringAsync(path));
    }

    [Theory]
    [InlineData("DELETE", "things/7")]
    [InlineData("PUT", "things")]
    [InlineData("HEAD", "things/7")]
    [InlineData("OPTIONS", "things")]
    [InlineData("POST", "things/7")]
    [InlineData("GET", "admin/host/status")]
    [InlineData("GET", "runtime/webhooks")]
    public async Task Request_NoFunctionTakesIt_GetsTheHostsEmpty404(string method, string path)
    {
        using HttpResponseMessage answer = await _app.Http.SendAsync(new(new(method), path));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Empty(answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Post_FunctionReturnsActionResult_IsExecuted()
    {
        using HttpResponseMessage answer = await _app.Http.PostAsync("things", null);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("/things/1", answer.Headers.Location!.OriginalString);
        Assert.Equal("""{"name":"one"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_FunctionReturnsAnyOtherObject_GetsAnEmpty200()
    {
        using HttpResponseMessage answer = await _app.Http.GetAsync("poco");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_FunctionThrows_GetsAnEmpty500AndTheLogHasTheReason()
    {
        using HttpResponseMessage answer = await _app.Http.GetAsync("throws");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Contains(_app.Log.Lines, line => line.StartsWith("Error: Function Throws failed.", StringComparison.Ordinal) && line.Contains("secret of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_ClientGoesAway_CancelsTheToken()
    {
        using CancellationTokenSource client = new();
        Signals signals = _app.Service<Signals>();
        Task<string> request = _app.Http.GetStringAsync("waits", client.Token);
        await signals.Entered.Task.WaitAsync(Eventually.Limit);

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await signals.Cancelled.Task.WaitAsync(Eventually.Limit);
    }

    [Fact]
    public async Task Start_FreePort_PrintsFunctionsAndAddress()
    {
        await _app.Http.GetStringAsync("context");

        Assert.NotEqual(0, _app.Address.Port);
        Assert.Equal("127.0.0.1", _app.Address.Host);
        string printed = _app.Output.ToString();
        Assert.Contains($"[GET] http://127.0.0.1:{_app.Address.Port}/things/{{n:int}}", printed, StringComparison.Ordinal);
        Assert.EndsWith($"Ready on http://127.0.0.1:{_app.Address.Port}{Environment.NewLine}", printed, StringComparison.Ordinal);
    }
}
