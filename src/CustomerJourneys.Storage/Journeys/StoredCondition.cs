using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Storage.Journeys;

/// <summary>
/// A condition as it is stored: in the catalogue's own JSON, told apart by <c>rule</c>. So a rule that is new in the catalogue is stored
/// without anything here knowing of it.
/// </summary>
/// <typeparam name="T"><see cref="StageCondition"/>, or the one type of condition where only that may stand.</typeparam>
internal sealed class StoredCondition<T> : JsonConverter<T>
    where T : StageCondition
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var errors = new List<FieldError>();
        var condition = ConditionRules.Read(document.RootElement, "", errors);
        return errors.Count > 0 ? throw new JsonException($"A condition has an error at '{errors[0].Path}': {errors[0].Code}.")
            : condition as T ?? throw new JsonException($"Only {typeof(T).Name} may stand here.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => ConditionRules.Write(writer, value);
}
