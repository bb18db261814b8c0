using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys.Health;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>A form that was submitted.</summary>
/// <param name="Form">The name of the form.</param>
public sealed record SubmittedForm(string Form) : StageCondition;

/// <summary><c>submittedForm {form}</c>: a <c>formsubmit</c> whose value equals the form.</summary>
public sealed class SubmittedFormRule() : ConditionRule<SubmittedForm>(
    order: 20,
    "submittedForm",
    RuleCategory.Website,
    "submitted form {form}",
    "A form submission whose value is the name of the form.",
    [Form])
{
    private static readonly RuleParameter Form = RuleParameter.Text("form", ParameterKind.Form, ActivityRules.MaxText);

    /// <inheritdoc/>
    public override HealthFinding NeverMatched => HealthFinding.FormUnknown;

    /// <inheritdoc/>
    protected override SubmittedForm? ReadParameters(JsonMembers members) => Form.ReadText(members) is { } form ? new SubmittedForm(form) : null;

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, SubmittedForm condition) => writer.WriteString(Form.Name, condition.Form);

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(SubmittedForm condition) => new PerformedMeaning(new ActivityPattern(
        ["formsubmit"], [new FieldTest(new FieldFilter("value", FieldOperator.Equals, new PropertyValue(condition.Form)))]));

    /// <inheritdoc/>
    protected override string Tell(SubmittedForm condition) => $"submitted form {ConditionWords.Quote(condition.Form)}";
}
