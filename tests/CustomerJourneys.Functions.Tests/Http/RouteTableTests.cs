using CustomerJourneys.Functions.Http;

namespace CustomerJourneys.Functions.Tests.Http;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("/api/journeys", "GET, POST")]
    [InlineData("/API/Journeys/1", "DELETE, GET, PUT")]
    [InlineData("/api/journeys/1/recalculate", "POST")]
    [InlineData("/api/journeys/1/duplicate", "POST")]
    [InlineData("/api/journeys/1/export", "GET")]
    [InlineData("/api/journey-templates", "GET")]
    [InlineData("/api/nothing", "")]
    [InlineData("/", "")]
    public void MethodsOf_Path_AreThoseOfItsFunctions(string path, string expected) =>
        Assert.Equal(expected, string.Join(", ", new RouteTable().MethodsOf(path)));
}
