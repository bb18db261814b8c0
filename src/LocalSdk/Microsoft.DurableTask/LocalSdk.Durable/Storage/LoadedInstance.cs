namespace LocalSdk.Durable.Storage;

/// <summary>An instance as its partition holds it.</summary>
/// <param name="Row">Where it stands.</param>
/// <param name="Input">Its input as JSON.</param>
/// <param name="History">The turns of the current generation, in order.</param>
/// <param name="Messages">What waits to be taken in, oldest first.</param>
internal sealed record LoadedInstance(
    InstanceRow Row, string? Input, IReadOnlyList<IReadOnlyList<HistoryEvent>> History, IReadOnlyList<Message> Messages);
