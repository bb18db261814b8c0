using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The contact is no member of a contact group.</summary>
/// <param name="Group">The id of the group.</param>
public sealed record NotInContactGroup(string Group) : StageCondition;

/// <summary><c>notInContactGroup {group}</c>: judged on the contact as it is at the data-as-of.</summary>
public sealed class NotInContactGroupRule() : ConditionRule<NotInContactGroup>(
    order: 100,
    "notInContactGroup",
    RuleCategory.Contacts,
    "is not in contact group {group}",
    "The contact is no member of the group at the time of the calculation.",
    [ContactGroupJson.Group])
{
    /// <inheritdoc/>
    protected override NotInContactGroup? ReadParameters(JsonMembers members) =>
        ContactGroupJson.Read(members) is { } group ? new NotInContactGroup(group) : null;

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, NotInContactGroup condition) =>
        writer.WriteString(ContactGroupJson.Group.Name, condition.Group);

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(NotInContactGroup condition) => new GroupMeaning(condition.Group, IsMember: false);

    /// <inheritdoc/>
    protected override string Tell(NotInContactGroup condition) => $"is not in contact group {ConditionWords.Quote(condition.Group)}";
}
