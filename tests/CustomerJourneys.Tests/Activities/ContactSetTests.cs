using CustomerJourneys.Activities;

namespace CustomerJourneys.Tests.Activities;

/// <summary>A set of contacts must say what a search among their numbers says.</summary>
public sealed class ContactSetTests
{
    [Theory]
    [InlineData()]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(0, 1, 62, 63, 64, 127, 128, 2047, 2048, 5000)]
    public void CountBelow_AnyContact_IsTheNumberOfSmallerOnes(params int[] contacts)
    {
        var set = new ContactSet(contacts);

        Assert.Equal(contacts.Length, set.Count);
        for (var contact = 0; contact < 7000; contact++)
            Assert.Equal(contacts.Count(other => other < contact), set.CountBelow(contact));

        Assert.Equal(contacts.Length, set.CountBelow(int.MaxValue));
    }
}
