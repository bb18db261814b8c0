using System.Text.Json;
using CustomerJourneys.Journeys.Health;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>
/// One rule of the catalogue, whole: its name, category and wording, its parameters, how they are read, checked and written, and what its
/// conditions mean. Adding a rule is adding one file with such a type (see <see cref="ConditionRule{TCondition}"/>) and its condition;
/// <see cref="ConditionRules"/> finds it.
/// </summary>
public abstract class ConditionRule
{
    private protected ConditionRule(
        int order, string id, RuleCategory category, string wording, string description, IReadOnlyList<RuleParameter> parameters)
    {
        Order = order;
        Id = id;
        Category = category;
        Wording = wording;
        Description = description;
        Parameters = parameters;
    }

    /// <summary>Where it stands among the others: they are offered in ascending order. Unique.</summary>
    public int Order { get; }

    /// <summary>The value of <c>rule</c>, in camelCase. Definitions that are stored hold it, so it never changes.</summary>
    public string Id { get; }

    /// <summary>Under which category a condition builder offers it.</summary>
    public RuleCategory Category { get; }

    /// <summary>How a condition reads: goes on after "The contact", with the names of parameters in braces.</summary>
    public string Wording { get; }

    /// <summary>One or two sentences for the person who chooses: what exactly it looks at.</summary>
    public string Description { get; }

    /// <summary>The parameters, in the order in which they are written.</summary>
    public IReadOnlyList<RuleParameter> Parameters { get; }

    /// <summary>Every operator that a condition of this rule may use, in itself or in a filter; empty when it compares nothing by choice.</summary>
    public IReadOnlyList<FieldOperator> Operators => [.. Parameters.SelectMany(parameter => parameter.Operators).Distinct()];

    /// <summary>The type of condition that this rule reads and writes.</summary>
    public abstract Type ConditionType { get; }

    /// <summary>What it says of a condition that matches no activity, though there are activities of its type.</summary>
    public virtual HealthFinding NeverMatched => HealthFinding.NeverMatched;

    /// <summary>
    /// Reads the parameters, and notes what is wrong with them. Stored definitions are read by it too: it goes on taking whatever
    /// it once took.
    /// </summary>
    /// <returns>The condition, or <see langword="null"/> when something is wrong.</returns>
    public abstract StageCondition? Read(JsonMembers members);

    /// <summary>Writes the parameters as members of an object that is open, so that <see cref="Read"/> gives the same condition.</summary>
    public abstract void Write(Utf8JsonWriter writer, StageCondition condition);

    /// <summary>What a condition of this rule asks of a contact.</summary>
    public abstract ConditionMeaning MeaningOf(StageCondition condition);

    /// <summary>A condition of this rule in words, as <see cref="Wording"/> says it, without what it leaves out: goes on after "The contact".</summary>
    public abstract string Tell(StageCondition condition);
}

/// <summary>A rule whose conditions are of one type.</summary>
/// <param name="order">See <see cref="ConditionRule.Order"/>.</param>
/// <param name="id">See <see cref="ConditionRule.Id"/>.</param>
/// <param name="category">See <see cref="ConditionRule.Category"/>.</param>
/// <param name="wording">See <see cref="ConditionRule.Wording"/>.</param>
/// <param name="description">See <see cref="ConditionRule.Description"/>.</param>
/// <param name="parameters">See <see cref="ConditionRule.Parameters"/>.</param>
public abstract class ConditionRule<TCondition>(
    int order, string id, RuleCategory category, string wording, string description, IReadOnlyList<RuleParameter> parameters)
    : ConditionRule(order, id, category, wording, description, parameters)
    where TCondition : StageCondition
{
    /// <inheritdoc/>
    public sealed override Type ConditionType => typeof(TCondition);

    /// <inheritdoc/>
    public sealed override StageCondition? Read(JsonMembers members) => ReadParameters(members);

    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, StageCondition condition) => WriteParameters(writer, (TCondition)condition);

    /// <inheritdoc/>
    public sealed override ConditionMeaning MeaningOf(StageCondition condition) => MeaningOf((TCondition)condition);

    /// <inheritdoc/>
    public sealed override string Tell(StageCondition condition) => Tell((TCondition)condition);

    /// <inheritdoc cref="ConditionRule.Read"/>
    protected abstract TCondition? ReadParameters(JsonMembers members);

    /// <inheritdoc cref="ConditionRule.Write"/>
    protected abstract void WriteParameters(Utf8JsonWriter writer, TCondition condition);

    /// <inheritdoc cref="ConditionRule.MeaningOf"/>
    protected abstract ConditionMeaning MeaningOf(TCondition condition);

    /// <inheritdoc cref="ConditionRule.Tell"/>
    protected abstract string Tell(TCondition condition);
}

/// <summary>Under what a condition builder offers a rule.</summary>
public enum RuleCategory
{
    /// <summary>What contacts do on the website.</summary>
    Website,

    /// <summary>What they do with e-mails.</summary>
    Email,

    /// <summary>Becoming a member.</summary>
    Membership,

    /// <summary>Activities of any type.</summary>
    Activities,

    /// <summary>Who they are, whatever they do.</summary>
    Contacts,
}
