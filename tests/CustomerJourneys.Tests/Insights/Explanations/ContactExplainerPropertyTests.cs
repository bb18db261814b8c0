using CustomerJourneys.Activities;
using CustomerJourneys.Insights.Explanations;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Testing.Contacts;
using CustomerJourneys.Tests.Recalculation.Evaluation;

namespace CustomerJourneys.Tests.Insights.Explanations;

/// <summary>
/// What holds of every explanation: it agrees with the lists, the activities that it names are a chain as <c>docs/semantics.md</c> defines it, and
/// of a stage that is not reached something is missing.
/// </summary>
public sealed class ContactExplainerPropertyTests
{
    private const int Trials = 20_000;

    [Fact]
    public void Explain_RandomStories_AgreesWithTheListsAndNamesAChain() => Parallel.For(0, Trials, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
    {
        var trial = RandomStories.Next(seed);
        if (Wrong(trial) is null)
            return;
        var smallest = RandomStories.Shrink(trial, other => Wrong(other) is not null);
        Assert.Fail($"Seed {seed}, shrunk to:\n{smallest}\n{Wrong(smallest)}");
    });

    // What is wrong with the explanations of a trial; null for nothing.
    private static string? Wrong(Trial trial)
    {
        var lists = Witnesses.Of(trial.Journey, trial.Story, facts: trial.Facts);
        foreach (var contact in trial.Story.Contacts)
        {
            var facts = trial.Facts.GetValueOrDefault(contact) ?? ContactFacts.None;
            List<Activity> activities = [.. trial.Story.Activities.Where(activity => activity.ContactId == contact)];
            var explanation = ContactExplainer.Explain(trial.Journey, activities, ContactFacts.ToColumns([facts]), Witnesses.DataAsOf, CancellationToken.None);
            var wrong = WrongWithLists(explanation, lists[contact])
                ?? new ExplainedChain(trial.Journey, activities, facts, lists[contact], explanation).Wrong()
                ?? WrongWithOpenStage(explanation);
            if (wrong is not null)
                return $"{contact}: {wrong}\n{string.Join('\n', explanation.Stages.Select(stage => $"{stage.Name}: {stage.Text}"))}";
        }

        return null;
    }

    private static string? WrongWithLists(ContactExplanation explanation, long[] reachTimes)
    {
        if (explanation.Depth != reachTimes.Length)
            return $"depth {explanation.Depth} instead of {reachTimes.Length}";
        for (var stage = 0; stage < explanation.Stages.Count; stage++)
        {
            var state = stage < reachTimes.Length ? StageState.Reached : stage == reachTimes.Length ? StageState.NotReached : StageState.NotConsidered;
            var time = stage < reachTimes.Length && reachTimes[stage] != PartitionEvaluation.NoTime ? reachTimes[stage] : (long?)null;
            if (explanation.Stages[stage].State != state || explanation.Stages[stage].ReachedAt?.ToUnixTimeMilliseconds() != time)
                return $"{explanation.Stages[stage].Name} is told to be {explanation.Stages[stage].State} at {explanation.Stages[stage].ReachedAt}";
        }

        return null;
    }

    private static string? WrongWithOpenStage(ContactExplanation explanation)
    {
        foreach (var stage in explanation.Stages.Where(stage => stage.State == StageState.NotReached))
        {
            var isMet = stage.Match == Match.All ? stage.Groups.All(group => group.IsMet == true) : stage.Groups.Any(group => group.IsMet == true);
            if (isMet && stage.Obstacles.Count == 0)
                return $"{stage.Name} is not reached, but nothing is missing";
            if (!isMet && stage.Text.Length <= "Not reached: .".Length)
                return $"{stage.Name} does not say what is missing";
        }

        return null;
    }
}

/// <summary>Checks the activities that an explanation names against the definition, one condition after the other.</summary>
internal sealed class ExplainedChain(Journey journey, List<Activity> activities, ContactFacts facts, long[] reachTimes, ContactExplanation explanation)
{
    /// <summary>What is wrong with it; <see langword="null"/> for nothing.</summary>
    public string? Wrong()
    {
        var used = new HashSet<string>();
        for (var stage = 0; stage < reachTimes.Length; stage++)
        {
            var told = explanation.Stages[stage].Groups.SelectMany(group => group.Conditions).ToList();
            var way = journey.Stages[stage].Conditions.Groups.SelectMany(group => group.Conditions).Zip(told)
                .Where(pair => pair.Second.IsUsed).Select(pair => (Meaning: ConditionRules.MeaningOf(pair.First), Told: pair.Second)).ToList();
            var set = way.Where(pair => pair.Meaning is PerformedMeaning).SelectMany(pair => pair.Told.Activities).Select(activity => activity.Id).ToHashSet();
            var wrong = WrongWay(stage) ?? WrongSet(stage, set, used)
                ?? way.Select(pair => WrongCondition(stage, pair.Meaning, pair.Told, set)).FirstOrDefault(found => found is not null);
            if (wrong is not null)
                return $"{journey.Stages[stage].Name}: {wrong}";
            used.UnionWith(set);
        }

        return null;
    }

    // Where a match is Any, one part is chosen; where it is All, all are.
    private string? WrongWay(int stage)
    {
        var groups = explanation.Stages[stage].Groups;
        bool IsChosen(GroupExplanation group) => group.Match == Match.All ? group.Conditions.All(c => c.IsUsed) : group.Conditions.Count(c => c.IsUsed) == 1;
        bool IsPassedOver(GroupExplanation group) => !group.Conditions.Any(c => c.IsUsed);
        var isWay = journey.Stages[stage].Conditions.Match == Match.All
            ? groups.All(IsChosen)
            : groups.Count(IsChosen) == 1 && groups.Count(IsPassedOver) == groups.Count - 1;
        return isWay ? null : "the conditions that it was reached by are no way of fulfilling it";
    }

    private string? WrongSet(int stage, HashSet<string> set, HashSet<string> used)
    {
        if (set.Overlaps(used))
            return "an activity serves two stages";
        var times = activities.Where(activity => set.Contains(activity.Id)).Select(activity => activity.OccurredAt).ToList();
        return times.Exists(time => time < Since(stage)) ? "an activity came before the stage before"
            : (times.Count == 0 ? PartitionEvaluation.NoTime : times.Max()) != reachTimes[stage] ? "the last activity is not at the reach time"
            : null;
    }

    private string? WrongCondition(int stage, ConditionMeaning meaning, ConditionExplanation told, HashSet<string> set)
    {
        bool IsOne(ActivityPattern pattern, Activity activity) => pattern.Types.Contains(activity.Type, StringComparer.OrdinalIgnoreCase)
            && (pattern.WithinLast is not { } last || activity.OccurredAt >= Witnesses.DataAsOf.ToUnixTimeMilliseconds() - last.Milliseconds)
            && pattern.Tests.All(test => FieldPredicate.Of(test)(ActivityField.Of(activity, test.Filter.Field)));
        var isRight = told.IsMet == true && meaning switch
        {
            PerformedMeaning performed => told.Activities.Count == performed.AtLeast
                && told.Activities.DistinctBy(activity => activity.Id).Count() == performed.AtLeast
                && told.Activities.All(one => IsOne(performed.Pattern, activities.Single(activity => activity.Id == one.Id))),
            NotPerformedMeaning not => !activities.Exists(activity => IsOne(not.Pattern, activity) && !set.Contains(activity.Id)
                && activity.OccurredAt > Since(stage) && activity.OccurredAt <= reachTimes[stage]),
            _ => facts.Fulfils(meaning),
        };
        return isRight ? null : $"'{told.Text}' is not met by what it names";
    }

    private long Since(int stage) => stage == 0 ? PartitionEvaluation.NoTime : reachTimes[stage - 1];
}
