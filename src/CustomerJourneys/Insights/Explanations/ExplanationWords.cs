using System.Globalization;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Insights.Explanations;

/// <summary>The sentences of an explanation. Times are in UTC.</summary>
internal static class ExplanationWords
{
    public static DateTimeOffset? Time(long time) => time == PartitionEvaluation.NoTime ? null : DateTimeOffset.FromUnixTimeMilliseconds(time);

    public static string Reached(long time) => time == PartitionEvaluation.NoTime
        ? "Reached: what is known of the contact is enough."
        : $"Reached on {On(time)}.";

    public static string NotConsidered(string stage) => $"Not looked at, since {ConditionWords.Quote(stage)} is not reached.";

    // A condition that is missing matters only where its group is.
    public static string NotReached(IReadOnlyList<GroupExplanation> groups, IReadOnlyList<Obstacle> obstacles)
    {
        var missing = groups.Where(group => group.IsMet == false).SelectMany(group => group.Conditions)
            .Where(condition => condition.IsMet == false).Select(condition => $"{condition.Text}: {condition.Finding}");
        return $"Not reached: {string.Join("; ", missing.Concat(obstacles.Select(obstacle => obstacle.Text)))}.";
    }

    public static string Performed(int required, int found, IReadOnlyList<long> times, string? missed)
    {
        var isMet = found >= required;
        if (isMet && required == 1)
            return $"on {On(times[0])}";
        if (isMet)
            return string.Create(CultureInfo.InvariantCulture, $"{required} times, from {On(times[0])} to {On(times[required - 1])}");
        var count = found == 0
            ? "never"
            : string.Create(CultureInfo.InvariantCulture, $"{found} of {required} times, the last on {On(times[^1])}");
        return missed is null ? count : found == 0 ? missed : $"{count}; {missed}";
    }

    public static string Negated(long? violated) => violated is { } time ? $"did so on {On(time)}" : "never since";

    public static string Attribute(PropertyValue value) => value.Text.Length == 0 ? "it is empty" : $"it is {ConditionWords.Quote(value.Text)}";

    public static string Membership(bool isMember) => isMember ? "is a member" : "is not a member";

    public static string TooEarly(long time, string stage, long since) =>
        $"did so on {On(time)}, before {ConditionWords.Quote(stage)} was reached on {On(since)}";

    public static string Served(long time, string stage) => $"did so on {On(time)}, which serves {ConditionWords.Quote(stage)} already";

    public static string OutOfSpan(long time, ActivityRange? range, Duration? withinLast) => range is not null && !range.Contains(time)
        ? $"did so on {On(time)}, outside the range of activities that the journey looks at"
        : withinLast is { } last
            ? $"did so on {On(time)}, not within the last {DurationWords.Of(last)}"
            : throw new InvalidOperationException("An activity that fits, but for its time, is outside of some span.");

    public static string OutsideWindow(long time, string window, long length, long exceeded, string stage) =>
        $"the conditions were met on {On(time)}, outside the {window} of {DurationWords.Of(length)} from {ConditionWords.Quote(stage)} on, by {DurationWords.About(exceeded)}";

    public static string Excluded(Activity activity, string stage) =>
        $"{ConditionWords.Quote(activity.Type)} on {On(activity.OccurredAt)} excludes it, since it came after {ConditionWords.Quote(stage)} and before the conditions were met";

    public static string Order() => "the activities that meet its conditions are needed by the stages before it, or came in another order";

    public static ExplainedActivity Tell(Activity activity) => new(
        activity.Id, activity.Type, DateTimeOffset.FromUnixTimeMilliseconds(activity.OccurredAt), activity.Value, activity.Title, activity.Url);

    // Seconds only where they tell something.
    private static string On(long time)
    {
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(time);
        return moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "d MMMM yyyy" : moment.Second == 0 && moment.Millisecond == 0 ? "d MMMM yyyy, HH:mm" : "d MMMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
