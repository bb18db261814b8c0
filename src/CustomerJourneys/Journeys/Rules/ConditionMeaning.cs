namespace CustomerJourneys.Journeys.Rules;

/// <summary>
/// What a condition asks of a contact, in the few terms that the evaluators know. Each rule of the catalogue says what its conditions
/// mean; nothing after that needs to know which rule it was.
/// </summary>
public abstract record ConditionMeaning;

/// <summary>At least so many activities that fit a pattern.</summary>
/// <param name="Pattern">Which activities.</param>
/// <param name="AtLeast">How many, at least 1.</param>
public sealed record PerformedMeaning(ActivityPattern Pattern, int AtLeast = 1) : ConditionMeaning;

/// <summary>No activity that fits a pattern since the previous stage was reached, up to and including the moment this one is.</summary>
/// <param name="Pattern">Which activities.</param>
public sealed record NotPerformedMeaning(ActivityPattern Pattern) : ConditionMeaning;

/// <summary>An attribute of the contact, as it is at the data-as-of, compares so.</summary>
/// <param name="Attribute">The attribute; a missing one is the empty text.</param>
/// <param name="Filter">How it compares: the field is not looked at.</param>
public sealed record AttributeMeaning(string Attribute, FieldFilter Filter) : ConditionMeaning;

/// <summary>The contact is, or is not, a member of a contact group at the data-as-of.</summary>
/// <param name="Group">The id of the group.</param>
/// <param name="IsMember">Whether it is to be a member.</param>
public sealed record GroupMeaning(string Group, bool IsMember) : ConditionMeaning;

/// <summary>Which activities fit: one of some types, all tests pass, and recent enough.</summary>
/// <param name="Types">The activity types, compared ignoring case; at least one.</param>
/// <param name="Tests">The tests on fields; all must pass.</param>
/// <param name="WithinLast">Only activities that occurred so long before the data-as-of, or since, up to it; <see langword="null"/> for all.</param>
public sealed record ActivityPattern(IReadOnlyList<string> Types, IReadOnlyList<FieldTest> Tests, Duration? WithinLast = null);

/// <summary>A filter on a field, and what is made of the field first.</summary>
/// <param name="Filter">The field, the operator and the value.</param>
/// <param name="IsPage">Whether the field is an address of which only the page counts; see <see cref="PageAddress"/>. The filter's value is reduced already.</param>
public sealed record FieldTest(FieldFilter Filter, bool IsPage = false);
