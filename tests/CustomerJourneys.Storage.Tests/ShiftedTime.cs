namespace CustomerJourneys.Storage.Tests;

/// <summary>The system's clock, ahead by a span that the test chooses.</summary>
internal sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
