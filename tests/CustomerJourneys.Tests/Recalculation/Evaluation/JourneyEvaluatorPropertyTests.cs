using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;
using CustomerJourneys.Testing.Contacts;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>
/// What holds of every story: the evaluator finds what the definition says, whichever way the story is told. A failure names its
/// seed and tells the smallest story that fails; it then becomes a case of the truth table.
/// </summary>
public sealed class JourneyEvaluatorPropertyTests
{
    private const int Trials = 60_000;
    private const int VariedTrials = 3_000;

    [Fact]
    public void Evaluate_RandomStories_IsWhatTheDefinitionSays()
    {
        static string Walked(Trial trial) => Witnesses.Describe(Witnesses.Of(trial.Journey, trial.Story, facts: trial.Facts, isSwept: false));
        static string ByDefinition(Trial trial) => Witnesses.Describe(Witnesses.ByDefinition(trial.Journey, trial.Story, trial.Facts));

        Parallel.For(0, Trials, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed => Refute(
            seed,
            trial => Evaluated(trial) != ByDefinition(trial) || Walked(trial) != ByDefinition(trial),
            trial => $"by definition:\n{ByDefinition(trial)}\nevaluated:\n{Evaluated(trial)}\nwalked:\n{Walked(trial)}"));
    }

    [Fact]
    public void Evaluate_OtherOrderOfArrival_ChangesNothing() => RefuteAll((trial, random) =>
        Evaluated(trial with { Story = Shuffled(trial.Story, random) }) != Evaluated(trial));

    [Fact]
    public void Evaluate_SplitOverSegments_ChangesNothing() => RefuteAll((trial, random) =>
    {
        var segments = trial.Story.Activities.Select(_ => random.Next(3)).ToArray();
        return Witnesses.Describe(Witnesses.Of(trial.Journey, trial.Story, i => segments[i], trial.Facts)) != Evaluated(trial);
    });

    [Fact]
    public void Evaluate_EachContactAlone_ChangesNothing() => RefuteAll((trial, _) =>
    {
        var alone = trial.Story.Contacts
            .SelectMany(contact => Witnesses.Of(trial.Journey, new Story([.. trial.Story.Activities.Where(a => a.ContactId == contact)]), facts: trial.Facts))
            .ToDictionary();
        return Witnesses.Describe(alone) != Evaluated(trial);
    });

    [Fact]
    public void Evaluate_AllTimesShifted_ShiftsTheReachTimes() => RefuteAll((trial, random) =>
    {
        var shift = random.NextInt64(-4_000_000_000_000, 4_000_000_000_000);
        var shifted = Witnesses.Of(trial.Journey, new Story([.. trial.Story.Activities.Select(a => a with { OccurredAt = a.OccurredAt + shift })]), facts: trial.Facts, shift: shift);
        return Witnesses.Describe(shifted.ToDictionary(w => w.Key, w => Array.ConvertAll(w.Value, time => time == PartitionEvaluation.NoTime ? time : time - shift))) != Evaluated(trial);
    });

    [Fact]
    public void Evaluate_ActivityRange_IsAsIfNoOtherActivityExisted() => RefuteAll((trial, random) =>
    {
        var times = trial.Story.Activities.Select(activity => activity.OccurredAt).ToArray();
        long? End() => random.Next(3) == 0 ? null : times[random.Next(times.Length)];
        var range = new ActivityRange(End(), End());
        var ranged = Witnesses.Of(trial.Journey with { ActivityRange = range }, trial.Story, facts: trial.Facts);
        var kept = trial.Story.Activities.Where(a => (range.From is null || a.OccurredAt >= range.From) && (range.To is null || a.OccurredAt < range.To));
        var expected = Witnesses.ByDefinition(trial.Journey, new Story([.. kept]), trial.Facts);
        // A contact none of whose activities is left may still fulfil conditions on the contact, which the story without it does not tell.
        return expected.Any(contact => !ranged[contact.Key].SequenceEqual(contact.Value));
    });

    [Fact]
    public void Evaluate_OtherCaseOfTypesAndValues_ChangesNothing() => RefuteAll((trial, random) =>
    {
        string Recased(string text) => random.Next(2) == 0 ? text.ToUpperInvariant() : text;
        var story = new Story([.. trial.Story.Activities.Select(a => a with { Type = Recased(a.Type), Value = Recased(a.Value) })]);
        return Evaluated(trial with { Story = story }) != Evaluated(trial);
    });

    [Fact]
    public void Evaluate_OneActivityMore_LowersNoCountUnlessItIsUnwanted() => RefuteAll((trial, random) =>
    {
        // Where nothing is negated or excluded.
        if (trial.Journey.Stages.Any(stage => stage.Excluding.Count > 0
            || stage.Conditions.Groups.Any(group => group.Conditions.Any(condition => condition is HasNotPerformed))))
            return false;
        var kept = trial.Story.Activities.ToList();
        kept.RemoveAt(random.Next(kept.Count));
        var less = Counts(trial.Journey, kept, trial.Story.Contacts, trial.Facts).Converted;
        var all = Counts(trial.Journey, trial.Story.Activities, trial.Story.Contacts, trial.Facts).Converted;
        return less.Zip(all).Any(stage => stage.First > stage.Second);
    });

    [Fact]
    public void Evaluate_FromStageToStage_CountsNeverRise() => RefuteAll((trial, _) =>
    {
        var counts = Counts(trial.Journey, trial.Story.Activities, trial.Story.Contacts, trial.Facts);
        return counts.Converted.Zip(counts.Converted.Skip(1)).Any(pair => pair.First < pair.Second)
            || counts.Gaps.Any(gaps => gaps.Any(gap => gap < 0));
    });

    [Fact]
    public void Evaluate_ContactsOverPartitions_AddUpToTheWhole()
    {
        // One journey over the people of many stories, since a story has two at most.
        for (var seed = 0; seed < 50; seed++)
        {
            var journey = RandomStories.Next(seed).Journey;
            var activities = Enumerable.Range(0, 60).SelectMany(i => RandomStories.Next((seed * 100) + i).Story.Activities.Select(a => a with { ContactId = $"{i}-{a.ContactId}" })).ToList();
            string[] contacts = [.. activities.Select(a => a.ContactId).Distinct()];
            var whole = Counts(journey, activities, contacts);
            foreach (var partitions in (int[])[1, 7, 64])
            {
                var counts = Enumerable.Range(0, partitions).Select(partition => Counts(
                    journey,
                    [.. activities.Where(a => PartitionMap.PartitionOf(a.ContactId, partitions) == partition)],
                    [.. contacts.Where(contact => PartitionMap.PartitionOf(contact, partitions) == partition)])).ToList();
                Assert.Equal(whole.ActivitiesRead, counts.Sum(c => c.ActivitiesRead));
                for (var stage = 0; stage < journey.Stages.Count; stage++)
                {
                    Assert.Equal(whole.Converted[stage], counts.Sum(c => c.Converted[stage]));
                    Assert.Equal(SortedGaps.Summarize([whole.Gaps[stage]]), SortedGaps.Summarize([.. counts.Select(c => c.Gaps[stage])]));
                }
            }
        }
    }

    private static string Evaluated(Trial trial) => Witnesses.Describe(Witnesses.Of(trial.Journey, trial.Story, facts: trial.Facts));

    private static PartitionCounts Counts(
        Journey journey, IReadOnlyList<Activity> activities, IReadOnlyList<string> contacts, IReadOnlyDictionary<string, ContactFacts>? facts = null) =>
        PartitionCounts.Of(Witnesses.Evaluate(journey, activities, contacts, facts: facts));

    private static Story Shuffled(Story story, Random random)
    {
        Activity[] activities = [.. story.Activities];
        random.Shuffle(activities);
        return new Story(activities);
    }

    // The same seed varies a trial in the same way each time, so that shrinking is repeatable.
    private static void RefuteAll(Func<Trial, Random, bool> fails)
    {
        for (var seed = 0; seed < VariedTrials; seed++)
        {
            var same = seed;
            Refute(seed, trial => trial.Story.Activities.Count > 0 && fails(trial, new Random(same)), Evaluated);
        }
    }

    private static void Refute(int seed, Func<Trial, bool> fails, Func<Trial, string> explain)
    {
        var trial = RandomStories.Next(seed);
        if (!fails(trial))
            return;
        var smallest = RandomStories.Shrink(trial, fails);
        Assert.Fail($"Seed {seed}, shrunk to:\n{smallest}\n{explain(smallest)}");
    }
}
