using System.Globalization;
using System.Text;
using CustomerJourneys.Benchmarks.Comparison;

namespace CustomerJourneys.Benchmarks.Rivals;

/// <summary>
/// A journey as SQL, in several formulations. Each gives the contacts per stage by the product's rules: a stage is reached at or after (<c>>=</c>) the one
/// before, Any at the earliest of its groups, All at the latest of their earliest, at least N at the N-th. That an activity serves one stage only
/// needs no word here, since the stages of these journeys share no type.
/// </summary>
internal static class DuckDbQueries
{
    /// <summary>The formulations by name; which is fastest is measured.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="source">The table, or what reads a file.</param>
    /// <param name="filterOf">The SQL of a group's filter; no text without one.</param>
    public static IReadOnlyDictionary<string, string> Counts(ComparedJourney journey, string source, Func<ComparedGroup, string> filterOf)
    {
        var queries = new Dictionary<string, string>
        {
            ["min-join per stage"] = $"WITH {Chain(journey, source, filterOf, "AS MATERIALIZED")} SELECT {CountsOf(journey)}",
            ["min-join per stage, not materialised"] = $"WITH {Chain(journey, source, filterOf, "AS NOT MATERIALIZED")} SELECT {CountsOf(journey)}",
            ["filter in the aggregate"] = $"WITH {Chain(journey, source, filterOf, "AS MATERIALIZED", inAggregate: true)} SELECT {CountsOf(journey)}",
            ["windows"] = Windows(journey, source, filterOf),
        };
        if (journey.Stages.All(stage => stage.Groups is [{ AtLeast: 1 }]))
        {
            queries["lists of times"] = Lists(journey, source, filterOf);
            queries["ASOF joins"] = AsOf(journey, source, filterOf);
        }

        return queries;
    }

    /// <summary>
    /// Statements that leave a table a stage: the contacts, by id or by number, and reach times of those who reached it, sorted by reach time. The first ones make the stages
    /// by the min-join, which here gains from being kept.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Lists(ComparedJourney journey, Func<ComparedGroup, string> filterOf)
    {
        string[] numbers = [.. journey.Stages.Select((_, stage) =>
            $"CREATE OR REPLACE TEMP TABLE list{stage + 1} AS SELECT s.contact, s.t FROM s{stage + 1} s ORDER BY s.t")];
        string[] sorted = [.. journey.Stages.Select((_, stage) =>
            $"CREATE OR REPLACE TEMP TABLE list{stage + 1} AS SELECT c.id, s.t FROM s{stage + 1} s JOIN contacts c ON c.contact = s.contact ORDER BY s.t")];
        return new Dictionary<string, IReadOnlyList<string>>
        {
            ["a table a stage"] = [.. Stages(inAggregate: false), .. sorted],
            ["a table a stage, filter in the aggregate"] = [.. Stages(inAggregate: true), .. sorted],
            ["a table a stage, of numbers"] = [.. Stages(inAggregate: false), .. numbers],
            ["a table a stage, of numbers, filter in the aggregate"] = [.. Stages(inAggregate: true), .. numbers],
        };

        IEnumerable<string> Stages(bool inAggregate) => journey.Stages.Select((_, stage) =>
            $"CREATE OR REPLACE TEMP TABLE s{stage + 1} AS {Stage(journey, stage, "activities", filterOf, inAggregate)}");
    }

    /// <summary>Of the tables that <see cref="Lists(ComparedJourney, Func{ComparedGroup, string})"/> leaves: the contacts a stage, the sum of their reach times in
    /// seconds, and p10, median, p90 and mean (cut down) of the times to convert in milliseconds.</summary>
    public static string Figures(ComparedJourney journey) => "SELECT " + string.Join(", ", journey.Stages.Select((_, stage) =>
    {
        var (list, reached) = ($"list{stage + 1}", $"s{stage + 1}");
        var figures = $"(SELECT count(*) FROM {list}), (SELECT sum(t // 1000)::BIGINT FROM {list})";
        return stage == 0 ? figures : $"{figures}, {Percentile("0.1")}, {Percentile("0.5")}, {Percentile("0.9")}, (SELECT (sum(t - previous) // count(*))::BIGINT FROM {reached})";

        string Percentile(string share) => $"(SELECT quantile_disc(t - previous, {share}) FROM {reached})";
    }));

    /// <summary>The SQL of a filter over the texts themselves.</summary>
    public static string TextFilter(ComparedGroup group)
    {
        var field = group.Field.Replace("properties.", "", StringComparison.Ordinal);
        return group.Operator switch
        {
            "" => "",
            "contains" => $" AND contains(a.{field}, '{group.Value}')",
            "startsWith" => $" AND starts_with(a.{field}, '{group.Value}')",
            "endsWith" => $" AND ends_with(a.{field}, '{group.Value}')",
            "equals" => $" AND a.{field} = '{group.Value}'",
            "notEquals" => $" AND a.{field} <> '{group.Value}'",
            "greaterThan" => $" AND a.{field} > {group.Value}",
            "greaterOrEqual" => $" AND a.{field} >= {group.Value}",
            "lessThan" => $" AND a.{field} < {group.Value}",
            _ => throw new ArgumentOutOfRangeException(nameof(group), group.Operator, "No SQL is known for this operator."),
        };
    }

    /// <summary>One stage: contact, reach time <c>t</c> and that of the stage before.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="stage">Which stage, from 0.</param>
    /// <param name="source">The table.</param>
    /// <param name="filterOf">The SQL of a group's filter.</param>
    /// <param name="inAggregate">Whether the time is compared in the aggregate, and not in the join.</param>
    public static string Stage(ComparedJourney journey, int stage, string source, Func<ComparedGroup, string> filterOf, bool inAggregate = false)
    {
        var before = stage > 0 && inAggregate ? "a.time >= s.t" : "";
        var matches = string.Join(" OR ", journey.Stages[stage].Groups.Select(group => $"({Match(group, filterOf)})"));
        var join = stage == 0 ? "" : $" JOIN s{stage} s ON a.contact = s.contact{(inAggregate ? "" : " AND a.time >= s.t")}";
        var previous = stage == 0 ? "NULL::BIGINT" : "min(s.t)";
        return $"SELECT a.contact, {ReachTime(journey.Stages[stage], filterOf, before)} AS t, {previous} AS previous FROM {source} a{join} "
            + $"WHERE ({matches}) GROUP BY a.contact HAVING t IS NOT NULL";
    }

    private static string Chain(ComparedJourney journey, string source, Func<ComparedGroup, string> filterOf, string how, bool inAggregate = false) =>
        string.Join(", ", journey.Stages.Select((_, stage) => $"s{stage + 1} {how} ({Stage(journey, stage, source, filterOf, inAggregate)})"));

    private static string CountsOf(ComparedJourney journey) =>
        string.Join(", ", journey.Stages.Select((_, stage) => $"(SELECT count(*) FROM s{stage + 1})"));

    private static string Match(ComparedGroup group, Func<ComparedGroup, string> filterOf) => string.Create(CultureInfo.InvariantCulture, $"a.type = {group.Type}{filterOf(group)}");

    private static string ReachTime(ComparedStage stage, Func<ComparedGroup, string> filterOf, string condition)
    {
        if (stage.Groups.Count == 1 && stage.Groups[0].AtLeast == 1)
            return condition.Length == 0 ? "min(a.time)" : $"min(a.time) FILTER ({condition})";
        var also = condition.Length == 0 ? "" : $" AND {condition}";
        if (stage.Any && stage.Groups.All(group => group.AtLeast == 1))
            return condition.Length == 0 ? "min(a.time)" : $"min(a.time) FILTER ({condition})";
        var times = stage.Groups.Select(group => group.AtLeast == 1
            ? $"min(a.time) FILTER ({Match(group, filterOf)}{also})"
            : string.Create(CultureInfo.InvariantCulture, $"(min(a.time, {group.AtLeast}) FILTER ({Match(group, filterOf)}{also}))[{group.AtLeast}]")).ToList();
        // least and greatest pass over NULLs.
        return stage.Any
            ? $"least({string.Join(", ", times)})"
            : $"CASE WHEN {string.Join(" AND ", times.Select(time => $"{time} IS NOT NULL"))} THEN greatest({string.Join(", ", times)}) END";
    }

    private static string Windows(ComparedJourney journey, string source, Func<ComparedGroup, string> filterOf)
    {
        var query = new StringBuilder("WITH w0 AS (SELECT *");
        var matches = journey.Stages.SelectMany(stage => stage.Groups).Select(group => $"({Match(group, filterOf)})");
        query.Append(CultureInfo.InvariantCulture, $" FROM {source} a WHERE {string.Join(" OR ", matches)})");
        for (var stage = 0; stage < journey.Stages.Count; stage++)
        {
            var after = stage == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"a.time >= a.t{stage}");
            var time = WindowTime(journey.Stages[stage], filterOf, after);
            query.Append(CultureInfo.InvariantCulture, $", w{stage + 1} AS (SELECT *, {time} AS t{stage + 1} FROM w{stage} a)");
        }

        var last = journey.Stages.Count;
        var columns = string.Join(", ", Enumerable.Range(1, last).Select(stage => $"any_value(t{stage}) AS t{stage}"));
        var counts = string.Join(", ", Enumerable.Range(1, last).Select(stage => $"count(t{stage})"));
        return $"{query} SELECT {counts} FROM (SELECT contact, {columns} FROM w{last} GROUP BY contact)";
    }

    private static string WindowTime(ComparedStage stage, Func<ComparedGroup, string> filterOf, string after)
    {
        const string over = "OVER (PARTITION BY a.contact)";
        var also = after.Length == 0 ? "" : $" AND {after}";
        var times = stage.Groups.Select(group => group.AtLeast == 1
            ? $"min(a.time) FILTER ({Match(group, filterOf)}{also}) {over}"
            : string.Create(CultureInfo.InvariantCulture, $"(min(a.time, {group.AtLeast}) FILTER ({Match(group, filterOf)}{also}) {over})[{group.AtLeast}]")).ToList();
        if (times.Count == 1)
            return times[0];
        return stage.Any
            ? $"least({string.Join(", ", times)})"
            : $"CASE WHEN {string.Join(" AND ", times.Select(time => $"{time} IS NOT NULL"))} THEN greatest({string.Join(", ", times)}) END";
    }

    private static string Lists(ComparedJourney journey, string source, Func<ComparedGroup, string> filterOf)
    {
        var groups = journey.Stages.Select(stage => stage.Groups[0]).ToList();
        var lists = string.Join(", ", groups.Select((group, stage) => $"list(a.time) FILTER ({Match(group, filterOf)}) AS l{stage + 1}"));
        var query = new StringBuilder($"WITH r0 AS (SELECT a.contact, {lists} FROM {source} a WHERE {string.Join(" OR ", groups.Select(group => $"({Match(group, filterOf)})"))} GROUP BY a.contact)");
        query.Append(", r1 AS (SELECT *, list_min(l1) AS t1 FROM r0)");
        for (var stage = 2; stage <= groups.Count; stage++)
            query.Append(CultureInfo.InvariantCulture, $", r{stage} AS (SELECT *, list_min(list_filter(l{stage}, lambda x: x >= t{stage - 1})) AS t{stage} FROM r{stage - 1})");
        return $"{query} SELECT {string.Join(", ", groups.Select((_, stage) => $"count(t{stage + 1})"))} FROM r{groups.Count}";
    }

    // A contact without a next stage leaves by an inner join, so no NULL is ever a key: ASOF LEFT JOIN pairs NULL keys wrongly in DuckDB 1.5.
    private static string AsOf(ComparedJourney journey, string source, Func<ComparedGroup, string> filterOf)
    {
        var query = new StringBuilder("WITH ");
        for (var stage = 0; stage < journey.Stages.Count; stage++)
        {
            var match = Match(journey.Stages[stage].Groups[0], filterOf);
            query.Append(stage == 0
                ? $"s1 AS MATERIALIZED (SELECT a.contact, min(a.time) AS t FROM {source} a WHERE {match} GROUP BY a.contact)"
                : string.Create(CultureInfo.InvariantCulture,
                    $", s{stage + 1} AS MATERIALIZED (SELECT s.contact, a.time AS t FROM s{stage} s ASOF JOIN (SELECT contact, time FROM {source} a WHERE {match}) a ON s.contact = a.contact AND s.t <= a.time)"));
        }

        return $"{query} SELECT {CountsOf(journey)}";
    }
}
