namespace LocalSdk.Durable.Execution;

/// <summary>The code asked to start over.</summary>
/// <param name="Input">The next generation's input as JSON.</param>
/// <param name="KeepEvents">Whether external events that nobody waited for go along.</param>
internal sealed record ContinuedAsNew(string? Input, bool KeepEvents);
