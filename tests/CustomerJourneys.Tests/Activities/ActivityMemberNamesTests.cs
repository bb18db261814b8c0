using CustomerJourneys.Activities;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Tests.Activities;

public sealed class ActivityMemberNamesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"\ud800":[]}""", "")]
    [InlineData("""{"activities":[{"contactId":"ada","type":"signup","\udc00":1}]}""", "activities[0].")]
    public void ReadJson_NameOfHalfASurrogatePair_IsAnUnknownMember(string body, string path)
    {
        var problem = Assert.Throws<ProblemException>(() => ActivityBatch.ReadJson(System.Text.Encoding.UTF8.GetBytes(body), _ => "a-1", Noon));

        Assert.Equal(("unknown_member", path), (problem.Code, problem.Errors[0].Path));
    }

    [Fact]
    public void ReadJson_EscapedNames_AreUnderstood()
    {
        var activities = ActivityBatch.ReadJson("""{"\u0061ctivities":[{"\u0063ontactId":"ada","type":"signup"}]}"""u8, _ => "a-1", Noon).Frames.Decode();

        Assert.Equal("ada", Assert.Single(activities).ContactId);
    }
}
