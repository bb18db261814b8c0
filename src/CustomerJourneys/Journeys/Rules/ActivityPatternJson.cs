using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The members <c>activityType</c> and <c>where</c>, by which several rules and exclusions say which activities they mean.</summary>
internal static class ActivityPatternJson
{
    /// <summary>The parameter with the type.</summary>
    public static RuleParameter ActivityType { get; } = RuleParameter.Text("activityType", ParameterKind.ActivityType, ActivityRules.MaxType);

    /// <summary>Reads both members.</summary>
    /// <returns>The type and the filters; <see langword="null"/> when something is wrong (which is noted).</returns>
    public static (string Type, IReadOnlyList<FieldFilter> Where)? Read(JsonMembers members)
    {
        var type = ReadType(members, ActivityType);
        var where = FieldFilterJson.ReadAll(members, RuleParameter.Where.Name);
        return type is null || where is null ? null : (type, where);
    }

    /// <summary>Reads the name of an activity type.</summary>
    /// <returns>The name; <see langword="null"/> when it is missing or wrong (which is noted).</returns>
    public static string? ReadType(JsonMembers members, RuleParameter parameter)
    {
        var type = members.Text(parameter.Name, ActivityRules.MaxType, parameter.IsRequired);
        if (type is null || ActivityRules.CheckType(type) is not { } wrong)
            return type;
        members.Fail(parameter.Name, wrong.Code, wrong.Message);
        return null;
    }

    /// <summary>Writes both members.</summary>
    public static void Write(Utf8JsonWriter writer, string type, IReadOnlyList<FieldFilter> where)
    {
        writer.WriteString(ActivityType.Name, type);
        FieldFilterJson.WriteAll(writer, RuleParameter.Where.Name, where);
    }

    /// <summary>The pattern that they mean.</summary>
    public static ActivityPattern PatternOf(string type, IReadOnlyList<FieldFilter> where, Duration? withinLast = null) =>
        new([type], [.. where.Select(filter => new FieldTest(filter))], withinLast);
}
