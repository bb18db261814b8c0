using Azure.Data.Tables;

namespace LocalSdk.Durable.Storage;

/// <summary>A text in a row: in place up to <see cref="InlineLimit"/> characters, else a reference to chunk rows.</summary>
/// <param name="Inline">The text, when it is short or absent.</param>
/// <param name="ChunkKey">The start of the chunks' row keys, when it is long.</param>
/// <param name="Chunks">How many chunk rows there are.</param>
internal readonly record struct StoredText(string? Inline, string? ChunkKey = null, int Chunks = 0)
{
    /// <summary>A table property holds 64 KiB of UTF-16, that is 32,768 characters. The texts are JSON in ASCII: they split anywhere.</summary>
    public const int InlineLimit = 30_000;

    public static StoredText From(TableEntity entity, string name) => entity.GetString($"{name}Chunks") is { } reference
        ? new(null, reference[..reference.LastIndexOf(':')], int.Parse(reference[(reference.LastIndexOf(':') + 1)..], null))
        : new(entity.GetString(name));

    public void Into(TableEntity entity, string name)
    {
        entity[name] = Inline;
        entity[$"{name}Chunks"] = ChunkKey is null ? null : $"{ChunkKey}:{Chunks}";
    }
}
