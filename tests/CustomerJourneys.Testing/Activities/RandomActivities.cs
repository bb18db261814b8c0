using System.Globalization;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Testing.Activities;

/// <summary>Activities that look like real ones in shape, from a seed: the same seed gives the same activities.</summary>
public static class RandomActivities
{
    private const long Start = 1_767_225_600_000; // 2026-01-01

    /// <summary>Activities with distinct ids, each of which also stands in the property <c>key</c>, so that columns show which one they hold.</summary>
    public static List<Activity> Many(int seed, int count, int contacts)
    {
        var random = new Random(seed);
        var activities = new List<Activity>(count);
        for (var i = 0; i < count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"a-{seed}-{i}");
            activities.Add(One(random, "c-" + random.Next(contacts).ToString(CultureInfo.InvariantCulture), id));
        }
        return activities;
    }

    private static Activity One(Random random, string contact, string id)
    {
        var time = Start + (random.Next(180 * 24 * 60) * 60_000L) + (random.Next(3) == 0 ? random.Next(60_000) : 0);
        return random.Next(5) switch
        {
            0 => new Activity(contact, id, random.Next(2) == 0 ? "pagevisit" : "PageVisit", time)
            {
                Url = "/page/" + random.Next(50),
                Channel = "web",
                Properties = [Key(id), new("seconds", new PropertyValue(random.Next(600)))],
            },
            1 => new Activity(contact, id, "formsubmit", time) { Value = "newsletter", Title = "Anmeldung für Ölfreunde ☕", Properties = [Key(id)] },
            2 => new Activity(contact, id, "purchase", time)
            {
                Referrer = "https://example.com/?q=" + random.Next(10),
                Properties = [Key(id), new("Amount", new PropertyValue(random.Next(100_000) / 100.0)), new("plan", new PropertyValue(random.Next(2) == 0 ? "pro" : "free"))],
            },
            3 => new Activity(contact, id, "click", time) { Value = random.NextDouble().ToString(CultureInfo.InvariantCulture), Properties = [Key(id), new("ratio", new PropertyValue(random.NextDouble()))] },
            _ => new Activity(contact, id, "ping", time) { Properties = [Key(id)] },
        };
    }

    private static ActivityProperty Key(string id) => new("key", new PropertyValue(id));
}
