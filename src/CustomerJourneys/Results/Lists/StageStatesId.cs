using System.Globalization;

namespace CustomerJourneys.Results.Lists;

/// <summary>Names the stage states of one journey in one partition.</summary>
internal readonly record struct StageStatesId(string JourneyId, string RecalculationId, int Partition)
{
    /// <summary>For errors.</summary>
    public string BlobName => string.Create(CultureInfo.InvariantCulture, $"states/{RecalculationId}/{Partition:d5}");
}
