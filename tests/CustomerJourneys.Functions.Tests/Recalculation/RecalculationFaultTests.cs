using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Functions.Tests.Recalculation;

public sealed class RecalculationFaultTests
{
    [Fact]
    public void Describe_AnOutage_SaysSoAndIsRepeated()
    {
        var outage = new Azure.RequestFailedException(503, "Server busy for https://account.blob.example/contact-17");

        Assert.Equal("Storage did not answer.", RecalculationFault.Describe(outage, CancellationToken.None));
        Assert.False(RecalculationFault.IsLasting(outage));
    }

    [Fact]
    public void Describe_ADefect_QuotesNothingOfIt()
    {
        var text = RecalculationFault.Describe(new InvalidOperationException("ada@example.com"), CancellationToken.None);

        Assert.Contains("InvalidOperationException", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_ACorruptBlob_NamesItAndIsNotRepeated()
    {
        var corrupt = Assert.Throws<CorruptBlobException>(() => PartitionCountsBlob.IndexLength("counts of partition 7", []));

        Assert.Contains("counts of partition 7", RecalculationFault.Describe(corrupt, CancellationToken.None), StringComparison.Ordinal);
        Assert.True(RecalculationFault.IsLasting(corrupt));
    }
}
