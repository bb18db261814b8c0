using System.Globalization;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// A journey prepared for evaluation: its distinct matchers of activities and tests of contacts, and its stages as conditions over them.
/// Immutable; preparing costs time linear in the definition.
/// </summary>
public sealed class CompiledJourney
{
    /// <summary>Prepares a definition.</summary>
    public CompiledJourney(Journey journey)
    {
        var matchers = new Numbers<ActivityPattern>(KeyOf);
        var tests = new Numbers<ConditionMeaning>(KeyOf);
        Stages = [.. journey.Stages.Select(stage => new CompiledStage(stage, matchers.NumberOf, tests.NumberOf))];
        Matchers = [.. matchers.Items.Select((pattern, index) => new ActivityMatcher(index, pattern))];
        ContactTests = tests.Items;
        Range = journey.ActivityRange;
        ConversionWindow = journey.ConversionWindow?.Milliseconds;
        Types = [.. Matchers.SelectMany(matcher => matcher.Types).Distinct(StringComparer.OrdinalIgnoreCase)];
        Fields = [.. Matchers.SelectMany(matcher => matcher.Fields).Distinct(StringComparer.OrdinalIgnoreCase)];
        Attributes = [.. tests.Items.OfType<AttributeMeaning>().Select(test => test.Attribute).Distinct(StringComparer.OrdinalIgnoreCase)];
        Groups = [.. tests.Items.OfType<GroupMeaning>().Select(test => test.Group).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The distinct matchers of activities, by their index.</summary>
    public IReadOnlyList<ActivityMatcher> Matchers { get; }

    /// <summary>The distinct tests of contacts, by their index.</summary>
    public IReadOnlyList<ConditionMeaning> ContactTests { get; }

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<CompiledStage> Stages { get; }

    /// <summary>Which activities exist; <see langword="null"/> for all.</summary>
    public ActivityRange? Range { get; }

    /// <summary>The conversion window in milliseconds; <see langword="null"/> without one.</summary>
    public long? ConversionWindow { get; }

    /// <summary>The activity types that are read.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>The fields that are read.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>The attributes of contacts that are read.</summary>
    public IReadOnlyList<string> Attributes { get; }

    /// <summary>The contact groups whose members are read.</summary>
    public IReadOnlyList<string> Groups { get; }

    // Texts compare ignoring case, so upper case folds what means the same; lengths keep values with separators apart.
    private static string KeyOf(ActivityPattern pattern) => string.Concat(
        pattern.Tests.Select(test => $"\n{test.IsPage}{KeyOf(test.Filter)}")
            .Prepend($"{string.Join('\n', pattern.Types)}\n{pattern.WithinLast?.Milliseconds}")).ToUpperInvariant();

    private static string KeyOf(FieldFilter filter) =>
        string.Create(CultureInfo.InvariantCulture, $"{filter.Field.Length}:{filter.Field}{filter.Operator}{filter.Value.IsNumber}{filter.Value.Text.Length}:{filter.Value.Text}");

    private static string KeyOf(ConditionMeaning test) => test switch
    {
        AttributeMeaning attribute => $"A{attribute.Attribute.Length}:{attribute.Attribute}{KeyOf(attribute.Filter)}".ToUpperInvariant(),
        GroupMeaning group => $"G{group.IsMember}{group.Group}",
        _ => throw new InvalidOperationException($"{test.GetType().Name} is no test of a contact."),
    };

    // Numbers what means the same alike.
    private sealed class Numbers<T>(Func<T, string> keyOf)
    {
        private readonly List<T> _items = [];
        private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

        public IReadOnlyList<T> Items => _items;

        public int NumberOf(T item)
        {
            var key = keyOf(item);
            if (_known.TryGetValue(key, out var number))
                return number;
            _known.Add(key, number = _items.Count);
            _items.Add(item);
            return number;
        }
    }
}
