using System.Globalization;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Samples;

/// <summary>
/// Generates the activities of an invented company that sells software to businesses: contacts find it (See), learn (Think), try and buy (Do),
/// and stay (Care), and most of them stop on the way. The same seed and time give the same activities, ids included.
/// </summary>
/// <remarks>
/// The shares and delays are invented, chosen so that every stage loses some contacts and none loses all: nothing should be concluded from them.
/// </remarks>
public sealed class SampleCompany
{
    private static readonly string[] Articles = ["/blog/five-signs", "/blog/how-to-start", "/blog/case-study", "/blog/checklist"];
    private static readonly string[] Sources = ["organic", "social", "ads", "partner"];
    private static readonly string[] Plans = ["team", "business", "enterprise"];

    private readonly Random _random;
    private readonly DateTimeOffset _end;
    private readonly List<Activity> _activities = [];
    private string _contact = "";
    private int _step;
    private DateTimeOffset _at;

    private SampleCompany(int seed, DateTimeOffset end)
    {
        _random = new Random(seed);
        _end = end;
    }

    /// <summary>Generates the activities of some contacts over the 120 days before a time.</summary>
    /// <param name="contacts">How many contacts.</param>
    /// <param name="seed">What decides everything else.</param>
    /// <param name="end">No activity is later.</param>
    public static IReadOnlyList<Activity> Generate(int contacts, int seed, DateTimeOffset end)
    {
        var company = new SampleCompany(seed, end);
        for (var i = 0; i < contacts; i++)
            company.Live(i);
        return company._activities;
    }

    private void Live(int number)
    {
        _contact = string.Create(CultureInfo.InvariantCulture, $"sample-{number:d5}");
        _step = 0;
        _at = _end.AddDays(-120 * _random.NextDouble());
        Visit(_random.Next(4) == 0 ? "landingpage" : "pagevisit", "/");
        ReadArticles(1 + _random.Next(5));
        if (Chance(0.35))
            Subscribe();
        if (!Chance(0.46))
            return;
        Think();
        if (!Chance(0.42))
            return;
        if (!Try())
            return;
        Care();
    }

    private void ReadArticles(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Wait(hours: 30);
            Visit("pagevisit", Pick(Articles));
        }
    }

    private void Subscribe()
    {
        Add("formsubmit", activity => activity with { Value = "newsletter", Url = "/newsletter", Channel = "web" });
        for (var issue = 1; issue <= 3; issue++)
        {
            Wait(hours: 120);
            if (Chance(0.4))
                Add("emailclick", activity => activity with { Title = $"Newsletter {issue}", Url = Chance(0.5) ? "/pricing" : Pick(Articles), Channel = "email" });
        }
    }

    private void Think()
    {
        Wait(hours: 60);
        if (Chance(0.6))
            Add("formsubmit", activity => activity with { Value = "whitepaper", Url = "/whitepaper", Channel = "web" });
        else
            Add("webinar", activity => activity with { Value = "Introduction", Channel = "event" });
        Wait(hours: 40);
        Visit("pagevisit", "/pricing");
    }

    private bool Try()
    {
        Wait(hours: 50);
        Add("formsubmit", activity => activity with { Value = "demo request", Url = "/demo", Channel = "web" });
        Wait(hours: 70);
        if (Chance(0.7))
            Add("sales meeting", activity => activity with { Channel = "offline" });
        if (!Chance(0.55))
            return false;
        Wait(hours: 24);
        Add("trial started", activity => activity with { Channel = "web" });
        Wait(hours: 200);
        if (!Chance(0.45))
            return false;
        var seats = 3 + _random.Next(60);
        Add("purchase", activity => activity with
        {
            Value = Pick(Plans),
            Channel = "web",
            Properties = [new ActivityProperty("seats", new PropertyValue(seats)), new ActivityProperty("amount", new PropertyValue(seats * 19))],
        });
        return true;
    }

    private void Care()
    {
        Wait(hours: 300);
        if (Chance(0.3))
            Add("support request", activity => activity with { Channel = "web" });
        Wait(hours: 300);
        if (Chance(0.5))
            Add("renewal", activity => activity with { Channel = "web" });
        if (Chance(0.25))
            Add("recommendation", activity => activity with { Channel = "offline" });
    }

    private void Visit(string type, string page) =>
        Add(type, activity => activity with { Url = page, Title = page, Referrer = Pick(Sources), Channel = "web" });

    // What would lie after the end has not happened yet. It takes its id all the same, so that ids do not depend on the end.
    private void Add(string type, Func<Activity, Activity> complete)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{_contact}-{_step++}");
        var activity = complete(new Activity(_contact, id, type, _at.ToUnixTimeMilliseconds()));
        if (_at <= _end)
            _activities.Add(activity);
    }

    // Exponentially distributed: mostly soon, sometimes late.
    private void Wait(double hours) => _at = _at.AddHours(-hours * Math.Log(1 - _random.NextDouble()));

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private string Pick(string[] of) => of[_random.Next(of.Length)];
}
