namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>One contact's relevant activities in order of time, each as a time and a class; see <see cref="ActivityClasses"/>.</summary>
internal readonly ref struct Timeline(ReadOnlySpan<long> times, ReadOnlySpan<int> classes)
{
    /// <summary>When each occurred, in milliseconds since 1970-01-01T00:00:00Z, ascending.</summary>
    public ReadOnlySpan<long> Times { get; } = times;

    /// <summary>The class of each.</summary>
    public ReadOnlySpan<int> Classes { get; } = classes;

    /// <summary>How many there are.</summary>
    public int Length => Times.Length;

    /// <summary>Where the activities end that occurred at the same time as the one at a place.</summary>
    public int EndOfInstant(int first)
    {
        var end = first + 1;
        while (end < Times.Length && Times[end] == Times[first])
            end++;
        return end;
    }
}
