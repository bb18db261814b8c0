using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Storage.Journeys;

/// <summary>How the conditions of a stage are told apart in the stored form: by <c>rule</c>, the name of the rule in the catalogue.</summary>
internal static class StoredConditions
{
    /// <summary>Adds the rules to the contract of <see cref="StageCondition"/>.</summary>
    public static void Describe(JsonTypeInfo type)
    {
        if (type.Type != typeof(StageCondition))
            return;
        type.PolymorphismOptions = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "rule",
            UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization,
            DerivedTypes =
            {
                new JsonDerivedType(typeof(PerformedActivity), "performedActivity"),
            },
        };
    }
}
