using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Insights.Explanations;

/// <summary>
/// Explains one contact: the evaluator finds the witness, its matchers say which activities meet a condition, and what is missing is told from there.
/// </summary>
public sealed class ContactExplainer
{
    private readonly CompiledJourney _journey;
    private readonly AskedStage[] _stages;
    private readonly ContactTimeline _timeline;
    private readonly ContactColumns _contact;
    private readonly ContactTests _tests;
    private readonly long[] _reachTimes;
    private readonly IReadOnlyList<IReadOnlyDictionary<int, List<int>>>? _picks;
    private readonly int[] _servedStage;

    private ContactExplainer(Journey journey, IEnumerable<Activity> activities, ContactColumns contact, DateTimeOffset dataAsOf, CancellationToken cancellation)
    {
        _journey = new CompiledJourney(journey);
        _contact = contact;
        _stages = [.. journey.Stages.Zip(_journey.Stages, (stage, compiled) => new AskedStage(stage, compiled))];
        _timeline = new ContactTimeline(_journey, activities, dataAsOf.ToUnixTimeMilliseconds());
        _tests = new ContactTests(_journey, contact);
        using var evaluation = JourneyEvaluator.Evaluate(_journey, _timeline.Columns, contact, 1, dataAsOf, cancellation);
        IsInexact = evaluation.InexactContacts > 0;
        _reachTimes = evaluation.ReachTimesOf(0);
        _picks = WitnessPicks.Find(_stages, _journey.Matchers.Count, _timeline, _reachTimes, Holds);
        _servedStage = new int[_timeline.Count];
        Array.Fill(_servedStage, -1);
        for (var stage = 0; stage < (_picks?.Count ?? 0); stage++)
        {
            foreach (var place in _picks![stage].Values.SelectMany(places => places))
                _servedStage[place] = stage;
        }
    }

    private bool IsInexact { get; }

    /// <summary>Explains a contact.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="activities">The contact's activities: at least those of the journey's types.</param>
    /// <param name="contact">What is known of the contact, whose number is 0: at least the journey's attributes and groups.</param>
    /// <param name="dataAsOf">The data-as-of, to which times are relative.</param>
    /// <param name="cancellation">Stops.</param>
    public static ContactExplanation Explain(
        Journey journey, IEnumerable<Activity> activities, ContactColumns contact, DateTimeOffset dataAsOf, CancellationToken cancellation)
    {
        var explainer = new ContactExplainer(journey, activities, contact, dataAsOf, cancellation);
        return new ContactExplanation(
            dataAsOf,
            explainer._reachTimes.Length,
            explainer.IsInexact,
            explainer._picks is not null,
            [.. Enumerable.Range(0, journey.Stages.Count).Select(explainer.Stage)]);
    }

    private StageExplanation Stage(int stage)
    {
        var depth = _reachTimes.Length;
        var (id, name, match) = (_stages[stage].Stage.Id, _stages[stage].Stage.Name, _stages[stage].Match);
        if (stage > depth)
            return new(id, name, StageState.NotConsidered, null, ExplanationWords.NotConsidered(_stages[depth].Stage.Name), [], match, Groups(stage, null));
        var findings = _stages[stage].Conditions.Select(condition => stage < depth ? Reached(stage, condition) : Open(stage, condition)).ToList();
        if (stage < depth)
        {
            var time = _reachTimes[stage];
            return new(id, name, StageState.Reached, ExplanationWords.Time(time), ExplanationWords.Reached(time), [], match, Groups(stage, findings));
        }

        var obstacles = new StageObstacles(_journey, _stages, _timeline, _reachTimes, IsTakenBefore, Holds).Of(stage);
        foreach (var obstacle in obstacles.Negated)
            findings[obstacle.Place] = Violated(stage, obstacle);
        var groups = Groups(stage, findings);
        return new(id, name, StageState.NotReached, null, ExplanationWords.NotReached(groups, obstacles.Others), obstacles.Others, match, groups);
    }

    private List<GroupExplanation> Groups(int stage, List<ConditionExplanation>? findings) =>
        [.. _stages[stage].Groups.Select((group, g) => new GroupExplanation(
            group.Match,
            findings is null ? null : _stages[stage].IsMet(g, condition => findings[condition.Place].IsMet == true),
            [.. group.Conditions.Select(condition => findings?[condition.Place] ?? NotLookedAt(condition))]))];

    private static ConditionExplanation NotLookedAt(AskedCondition condition) =>
        Told(condition) with { Required = (condition.Meaning as PerformedMeaning)?.AtLeast };

    // Of a stage that is reached: what met the condition up to then.
    private ConditionExplanation Reached(int stage, AskedCondition condition)
    {
        var isUsed = _picks is not null && _picks[stage].ContainsKey(condition.Place);
        if (condition.Meaning is not (PerformedMeaning or NotPerformedMeaning))
            return OfContact(condition) with { IsUsed = isUsed };
        var (since, time) = (Since(stage), _reachTimes[stage]);
        var (first, end) = (_timeline.FirstAtOrAfter(since), _timeline.FirstAtOrAfter(time + 1));
        if (condition.Meaning is NotPerformedMeaning)
        {
            var violating = Matching(condition, _timeline.FirstAtOrAfter(since + 1), end).FindAll(place => _servedStage[place] != stage);
            return Negated(condition, violating, isUsed);
        }

        // Of an instant at which two stages are reached, each has its own.
        var found = Matching(condition, first, end).FindAll(place => _servedStage[place] == -1 || _servedStage[place] == stage);
        var told = isUsed ? _picks![stage][condition.Place] : found;
        return Performed(condition, found.Count, told, isUsed, Missed(stage, condition, end));
    }

    // Of the first stage that is not reached: what has been found so far.
    private ConditionExplanation Open(int stage, AskedCondition condition)
    {
        if (condition.Meaning is NotPerformedMeaning)
            return Negated(condition, [], isUsed: false);
        if (condition.Meaning is not PerformedMeaning)
            return OfContact(condition);
        var found = Matching(condition, _timeline.FirstAtOrAfter(Since(stage)), _timeline.Count).FindAll(place => !IsTakenBefore(place));
        return Performed(condition, found.Count, found, isUsed: false, Missed(stage, condition, _timeline.Count));
    }

    private ConditionExplanation Performed(AskedCondition condition, int found, List<int> told, bool isUsed, (int Place, string Why)? missed)
    {
        var required = ((PerformedMeaning)condition.Meaning).AtLeast;
        var isMet = found >= required;
        return Told(condition) with
        {
            IsMet = isMet,
            IsUsed = isUsed,
            Required = required,
            Found = found,
            Finding = ExplanationWords.Performed(required, found, [.. told.Select(place => _timeline[place].OccurredAt)], isMet ? null : missed?.Why),
            Activities = [.. told.Take(ConditionExplanation.MaxActivities).Select(Activity)],
            Missed = isMet || missed is null ? null : Activity(missed.Value.Place),
        };
    }

    private ConditionExplanation Negated(AskedCondition condition, List<int> violating, bool isUsed) => Told(condition) with
    {
        IsMet = violating.Count == 0,
        IsUsed = isUsed,
        Finding = ExplanationWords.Negated(violating.Count == 0 ? null : _timeline[violating[0]].OccurredAt),
        Activities = [.. violating.Take(ConditionExplanation.MaxActivities).Select(Activity)],
    };

    private ConditionExplanation Violated(int stage, (int Place, int Activity) obstacle) =>
        Negated(_stages[stage].Conditions[obstacle.Place], [obstacle.Activity], isUsed: false);

    private ConditionExplanation OfContact(AskedCondition condition)
    {
        var holds = Holds(condition.Index);
        return Told(condition) with
        {
            IsMet = holds,
            Finding = condition.Meaning switch
            {
                AttributeMeaning attribute => ExplanationWords.Attribute(
                    _contact.Attributes.TryGetValue(attribute.Attribute, out var column) ? column.Values[column.Codes[0]] : default),
                GroupMeaning group => ExplanationWords.Membership(holds == group.IsMember),
                var other => throw new InvalidOperationException($"{other.GetType().Name} is no condition on the contact."),
            },
        };
    }

    // An activity that would meet a condition, but for its time or for the stage that it serves: the last such.
    private (int Place, string Why)? Missed(int stage, AskedCondition condition, int end)
    {
        var since = Since(stage);
        (int Place, string Why)? missed = null;
        var whenever = _timeline.MatchesWhenever(((PerformedMeaning)condition.Meaning).Pattern);
        for (var place = 0; place < end; place++)
        {
            if (!whenever[place])
                continue;
            var time = _timeline[place].OccurredAt;
            if (!_timeline.Matches(condition.Index, place))
                missed = (place, ExplanationWords.OutOfSpan(time, _journey.Range, ((PerformedMeaning)condition.Meaning).Pattern.WithinLast));
            else if (IsTakenBefore(place) && _servedStage[place] < stage)
                missed = (place, ExplanationWords.Served(time, _stages[_servedStage[place]].Stage.Name));
            else if (time < since)
                missed = (place, ExplanationWords.TooEarly(time, _stages[stage - 1].Stage.Name, since));
        }

        return missed;
    }

    private List<int> Matching(AskedCondition condition, int first, int end) =>
        [.. Enumerable.Range(first, Math.Max(0, end - first)).Where(place => _timeline.Matches(condition.Index, place))];

    private long Since(int stage) => stage == 0 ? PartitionEvaluation.NoTime : _reachTimes[stage - 1];

    private bool IsTakenBefore(int place) => _servedStage[place] >= 0;

    private bool Holds(int test) => _tests.Holds(test, 0);

    private ExplainedActivity Activity(int place) => ExplanationWords.Tell(_timeline[place]);

    private static ConditionExplanation Told(AskedCondition condition)
    {
        var rule = ConditionRules.RuleOf(condition.Condition);
        return new ConditionExplanation(rule.Id, rule.Tell(condition.Condition), null, false, null, null, "", [], null);
    }
}
