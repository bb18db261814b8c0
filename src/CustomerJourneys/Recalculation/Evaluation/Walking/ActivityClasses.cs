namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>
/// Sorts activities into classes: two activities that match the same conditions of a journey are interchangeable, so the evaluator
/// works with classes and never looks at an activity again. Class 0 matches nothing.
/// </summary>
internal sealed class ActivityClasses
{
    private readonly List<int[]> _matchers = [[]];
    private readonly Dictionary<(int Class, int Matcher), int> _next = [];

    /// <summary>How many classes there are.</summary>
    public int Count => _matchers.Count;

    /// <summary>The matchers of a class, ascending.</summary>
    public IReadOnlyList<int> MatchersOf(int activityClass) => _matchers[activityClass];

    /// <summary>The class that matches what <paramref name="activityClass"/> does and one matcher more, greater than its last.</summary>
    public int With(int activityClass, int matcher)
    {
        if (!_next.TryGetValue((activityClass, matcher), out var next))
        {
            next = _matchers.Count;
            _matchers.Add([.. _matchers[activityClass], matcher]);
            _next.Add((activityClass, matcher), next);
        }

        return next;
    }
}
