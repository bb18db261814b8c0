namespace LocalSdk.Durable.Storage;

/// <summary>Events that wait in the instance's partition to be taken into its history.</summary>
internal sealed record Message(string RowKey, IReadOnlyList<HistoryEvent> Events);
