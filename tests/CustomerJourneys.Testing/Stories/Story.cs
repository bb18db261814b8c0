using System.Globalization;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Testing.Stories;

/// <summary>
/// What some people did, in a notation that reads as a story: <c>Story.Of(("ada", "signup@1 opened=newsletter@2 bought@3"))</c>.
/// One activity is <c>type[=value]@second</c>; activities are told in the order in which they arrive.
/// </summary>
/// <param name="Activities">The activities, in order of arrival.</param>
public sealed record Story(IReadOnlyList<Activity> Activities)
{
    /// <summary>The time that <c>@0</c> means, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public const long Start = 1_767_225_600_000;

    /// <summary>The contacts, each once, in the order of their first activity.</summary>
    public IReadOnlyList<string> Contacts { get; } = [.. Activities.Select(activity => activity.ContactId).Distinct()];

    /// <summary>Tells a story.</summary>
    public static Story Of(params (string Contact, string Activities)[] people)
    {
        var activities = new List<Activity>();
        foreach (var (contact, told) in people)
        {
            foreach (var word in told.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                activities.Add(Read(contact, word, activities.Count));
        }

        return new Story(activities);
    }

    /// <summary>The time that a second means, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public static long At(double second) => Start + (long)(second * 1000);

    /// <summary>The story in its notation, a contact a line.</summary>
    public override string ToString() => string.Join('\n', Contacts.Select(contact => $"{contact}: {string.Join(' ', Activities
        .Where(activity => activity.ContactId == contact)
        .Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Type}{(a.Value.Length == 0 ? "" : $"={a.Value}")}@{(a.OccurredAt - Start) / 1000d}")))}"));

    private static Activity Read(string contact, string word, int number)
    {
        var at = word.LastIndexOf('@');
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var second = double.Parse(word.AsSpan(at + 1), CultureInfo.InvariantCulture);
        var type = equals < 0 ? word[..at] : word[..equals];
        return new Activity(contact, $"a{number}", type, At(second)) { Value = equals < 0 ? "" : word[(equals + 1)..at] };
    }
}
