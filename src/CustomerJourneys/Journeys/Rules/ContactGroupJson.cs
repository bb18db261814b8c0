using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The member <c>group</c>, by which a condition names a contact group.</summary>
internal static class ContactGroupJson
{
    /// <summary>The longest id of a group, in characters.</summary>
    public const int MaxGroup = 128;

    /// <summary>The parameter with the id.</summary>
    public static RuleParameter Group { get; } = RuleParameter.Text("group", ParameterKind.Group, MaxGroup);

    /// <summary>Reads the id of a group; whether there is such a group is not asked here.</summary>
    /// <returns>The id; <see langword="null"/> when it is missing or wrong (which is noted).</returns>
    public static string? Read(JsonMembers members)
    {
        var group = Group.ReadText(members);
        if (group is null || !group.Any(char.IsControl))
            return group;
        members.Fail(Group.Name, "group_id_invalid", "The id of a group has no control characters.");
        return null;
    }
}
