using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>
/// One rule of the catalogue, whole: its name, category and wording, its parameters, how they are read, checked and written, and what its
/// conditions mean. Adding a rule is adding one file with such a type and its condition; <see cref="ConditionRules"/> finds it.
/// </summary>
public abstract class ConditionRule
{
    /// <summary>The value of <c>rule</c>, in camelCase.</summary>
    public abstract string Id { get; }

    /// <summary>The type of condition that this rule reads and writes.</summary>
    public abstract Type ConditionType { get; }

    /// <summary>Reads the parameters, and notes what is wrong with them.</summary>
    /// <returns>The condition, or <see langword="null"/> when something is wrong.</returns>
    public abstract StageCondition? Read(JsonMembers members);

    /// <summary>Writes the parameters as members of an object that is open.</summary>
    public abstract void Write(Utf8JsonWriter writer, StageCondition condition);

    /// <summary>What a condition of this rule asks of a contact.</summary>
    public abstract ConditionMeaning MeaningOf(StageCondition condition);
}
