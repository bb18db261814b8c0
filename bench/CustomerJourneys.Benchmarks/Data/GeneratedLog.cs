namespace CustomerJourneys.Benchmarks.Data;

/// <summary>
/// A log of activities that follows from its size alone: 25 activities a contact on average, log-normal, in sessions over a year, with millisecond times;
/// one activity in a hundred occurs at the same millisecond as the one before.
/// </summary>
/// <param name="activities">How many activities, about; at least 25.</param>
internal sealed class GeneratedLog(long activities)
{
    public const int Partitions = 16;

    /// <summary>2025-01-01T00:00:00Z.</summary>
    public const long Begin = 1_735_689_600_000;
    public const long End = Begin + (365L * Day);
    private const long Day = 86_400_000;
    private const int MeanPerContact = 25;
    private const int MaxPerContact = 4_000;
    private const int MaxSession = 12;

    // ln 25 less half the square of the deviation 1, so that the mean is 25.
    private const double LogMean = 2.718875824868201;

    /// <summary>How many contacts; their numbers are 0 to this less one.</summary>
    public int Contacts { get; } = (int)(activities / MeanPerContact);

    /// <summary>The log of its first contacts alone.</summary>
    public static GeneratedLog First(int contacts) => new((long)contacts * MeanPerContact);

    /// <summary>How many activities it has exactly; they are counted.</summary>
    public long CountActivities()
    {
        var count = 0L;
        var activities = new List<GeneratedActivity>();
        for (var contact = 0; contact < Contacts; contact++)
        {
            Fill(activities, contact);
            count += activities.Count;
        }

        return count;
    }

    /// <summary>Replaces a list's content by the activities of a contact, session by session: nearly in the order of time.</summary>
    public static void Fill(List<GeneratedActivity> target, int contact)
    {
        target.Clear();
        var random = new SeededRandom(SeededRandom.Of(1, (ulong)contact, 0));
        var count = Math.Clamp((int)(SeededRandom.Exp(LogMean + random.NextNormal()) + 0.5), 1, MaxPerContact);
        while (target.Count < count)
        {
            var time = Begin + (long)(random.NextFraction() * (End - Begin - Day));
            for (var left = Math.Min(count - target.Count, 1 + random.Next(MaxSession)); left > 0; left--)
            {
                target.Add(new GeneratedActivity(contact, target.Count, ActivityMix.TypeOf((uint)(random.Next() >> 32)), time));
                // Mostly seconds, at times minutes; up to half an hour.
                var pause = random.NextFraction();
                time += random.Next(100) == 0 ? 0 : 200 + (long)(pause * pause * pause * 1_800_000);
            }
        }
    }
}
