namespace CustomerJourneys.Benchmarks.Data;

/// <summary>A log in the order in which its activities arrive: that of time over all contacts, but one in a hundred comes up to five days late.</summary>
internal static class ArrivalOrder
{
    private const int LatestDays = 5;

    /// <summary>All activities of a log; takes 40 bytes of memory for each.</summary>
    public static GeneratedActivity[] Of(GeneratedLog log)
    {
        var all = new GeneratedActivity[log.CountActivities()];
        var arrivals = new long[all.Length];
        var contact = new List<GeneratedActivity>();
        var next = 0;
        for (var number = 0; number < log.Contacts; number++)
        {
            GeneratedLog.Fill(contact, number);
            foreach (var activity in contact)
            {
                var chance = new SeededRandom(SeededRandom.Of(2, (ulong)number, (ulong)activity.Index));
                arrivals[next] = activity.Time + (chance.Next(100) == 0 ? (long)(chance.NextFraction() * LatestDays * 86_400_000) : 0);
                all[next++] = activity;
            }
        }

        Array.Sort(arrivals, all);
        return all;
    }
}
