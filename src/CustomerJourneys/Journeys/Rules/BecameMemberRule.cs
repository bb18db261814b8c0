using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The contact registered as a member.</summary>
public sealed record BecameMember : StageCondition;

/// <summary><c>becameMember {}</c>: a <c>memberregistration</c>.</summary>
public sealed class BecameMemberRule() : ConditionRule<BecameMember>(
    order: 40,
    "becameMember",
    RuleCategory.Membership,
    "has become a member",
    "A member registration.",
    [])
{
    /// <inheritdoc/>
    protected override BecameMember? ReadParameters(JsonMembers members) => new();

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, BecameMember condition)
    {
        // There is nothing but the name of the rule.
    }

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(BecameMember condition) => new PerformedMeaning(new ActivityPattern(["memberregistration"], []));

    /// <inheritdoc/>
    protected override string Tell(BecameMember condition) => Wording;
}
