using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.DurableTask;

namespace LocalSdk.Durable;

/// <summary>JSON as the Functions worker writes it: C# names, enums as numbers, nulls kept; names read in any case.</summary>
internal sealed class LocalDataConverter : DataConverter
{
    public static readonly LocalDataConverter Instance = new();

    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    [return: NotNullIfNotNull(nameof(value))]
    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Options);

    [return: NotNullIfNotNull(nameof(data))]
    public override object? Deserialize(string? data, Type targetType) =>
        data is null ? null : JsonSerializer.Deserialize(data, targetType, Options)!;
}
