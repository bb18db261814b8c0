namespace CustomerJourneys.Results;

/// <summary>Exact figures over the sorted times to convert of many partitions, without merging them.</summary>
public static class SortedGaps
{
    /// <summary>Median, mean, p10 and p90 of all values; <see langword="null"/> when there are none.</summary>
    /// <param name="columns">Milliseconds, ascending within each column.</param>
    public static TimeToConvert? Summarize(IReadOnlyList<long[]> columns)
    {
        var count = columns.Sum(column => (long)column.Length);
        if (count == 0)
            return null;
        // The sum may exceed a long only past 2^63 ms in total: 10^9 contacts of 290 years each.
        var sum = columns.Sum(column => column.Sum(gap => (decimal)gap));
        return new TimeToConvert(
            Percentile(columns, count, 50) / 1000d,
            (double)(sum / count / 1000),
            Percentile(columns, count, 10) / 1000d,
            Percentile(columns, count, 90) / 1000d);
    }

    /// <summary>
    /// The nearest-rank percentile: the smallest value with at least <paramref name="percent"/> % of all values at or below it.
    /// Found by bisection over the value, counting in each column by binary search: 63 × columns × log(length) steps.
    /// </summary>
    public static long Percentile(IReadOnlyList<long[]> columns, long count, int percent)
    {
        var rank = Math.Max(1, ((count * percent) + 99) / 100);
        var (low, high) = (long.MaxValue, long.MinValue);
        foreach (var column in columns)
        {
            if (column.Length == 0)
                continue;
            low = Math.Min(low, column[0]);
            high = Math.Max(high, column[^1]);
        }

        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (columns.Sum(column => (long)CountAtMost(column, middle)) >= rank)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private static int CountAtMost(long[] column, long value)
    {
        var (low, high) = (0, column.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (column[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
