using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The contact is a member of a contact group.</summary>
/// <param name="Group">The id of the group.</param>
public sealed record InContactGroup(string Group) : StageCondition;

/// <summary><c>inContactGroup {group}</c>: judged on the contact as it is at the data-as-of.</summary>
public sealed class InContactGroupRule() : ConditionRule<InContactGroup>(
    order: 90,
    "inContactGroup",
    RuleCategory.Contacts,
    "is in contact group {group}",
    "The contact is a member of the group at the time of the calculation.",
    [ContactGroupJson.Group])
{
    /// <inheritdoc/>
    protected override InContactGroup? ReadParameters(JsonMembers members) =>
        ContactGroupJson.Read(members) is { } group ? new InContactGroup(group) : null;

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, InContactGroup condition) =>
        writer.WriteString(ContactGroupJson.Group.Name, condition.Group);

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(InContactGroup condition) => new GroupMeaning(condition.Group, IsMember: true);

    /// <inheritdoc/>
    protected override string Tell(InContactGroup condition) => $"is in contact group {ConditionWords.Quote(condition.Group)}";
}
