using System.Globalization;

namespace CustomerJourneys.Testing;

/// <summary>Ids that count from 1, in the form of real ones.</summary>
public sealed class CountingIds : IdSource
{
    private long _last;

    public override string NewId() => Interlocked.Increment(ref _last).ToString("x32", CultureInfo.InvariantCulture);
}
