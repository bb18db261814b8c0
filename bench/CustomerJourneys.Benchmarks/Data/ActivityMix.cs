namespace CustomerJourneys.Benchmarks.Data;

/// <summary>The activity types by frequency, and which fields each has. The k-th type is k times rarer than the first (Zipf).</summary>
internal static class ActivityMix
{
    /// <summary>All types, the most frequent first.</summary>
    public static readonly string[] Types =
    [
        "pagevisit", "productview", "click", "search", "landingpage", "cart", "emailclick", "wishlist", "checkout", "formsubmit",
        "purchase", "emailopen", "videoview", "download", "datainput", "login", "review", "share", "memberregistration", "chat",
        "compare", "coupon", "storelocator", "sample", "webinar", "survey", "return", "refund", "subscription", "unsubscribe",
        "callback", "visit", "appointment", "loyalty", "referral", "gift", "complaint", "upgrade", "renewal", "cancellation",
    ];

    public static readonly string[] Channels = ["web", "email", "mobile", "store"];

    public static readonly string[] Values = [.. Enumerable.Range(0, 50).Select(number => $"{Subjects[number % Subjects.Length]}-{number:00}")];

    public static readonly string[] Urls = [.. Enumerable.Range(0, 300).Select(number => $"/{Sections[number % Sections.Length]}/{Subjects[number / 7 % Subjects.Length]}/page-{number:000}")];

    private static readonly uint[] Ends = EndsOf(Types.Length);

    private static string[] Subjects => ["coffee", "tea", "cocoa", "mugs", "filters", "grinders", "gifts"];

    private static string[] Sections => ["products", "pricing", "help", "stories", "samples", "offers"];

    /// <summary>The type that belongs to a uniform number.</summary>
    public static int TypeOf(uint uniform)
    {
        var type = 0;
        while (uniform > Ends[type])
            type++;
        return type;
    }

    /// <summary>Whether activities of this type have a value.</summary>
    public static bool HasValue(int type) => type % 3 != 0;

    /// <summary>Whether activities of this type have a url.</summary>
    public static bool HasUrl(int type) => type % 3 != 1;

    /// <summary>Whether activities of this type have the number <c>properties.amount</c>.</summary>
    public static bool HasAmount(int type) => type % 5 is 0 or 3;

    private static uint[] EndsOf(int types)
    {
        var total = Enumerable.Range(1, types).Sum(rank => 1d / rank);
        var (sum, ends) = (0d, new uint[types]);
        for (var type = 0; type < types; type++)
            ends[type] = (uint)((sum += 1d / (type + 1)) / total * uint.MaxValue);
        ends[^1] = uint.MaxValue;
        return ends;
    }
}
