namespace CustomerJourneys.Results;

/// <summary>Exact figures over the sorted times to convert of many partitions, without merging them.</summary>
public static class SortedGaps
{
    /// <summary>Median, mean, p10 and p90 of all values; <see langword="null"/> when there are none.</summary>
    /// <param name="columns">Milliseconds, ascending within each column.</param>
    /// <param name="removed">Values among them that do not count, once for each time they are here; ascending within each column.</param>
    public static TimeToConvert? Summarize(IReadOnlyList<long[]> columns, IReadOnlyList<long[]>? removed = null)
    {
        removed ??= [];
        var count = columns.Sum(column => (long)column.Length) - removed.Sum(column => (long)column.Length);
        if (count == 0)
            return null;
        // A partition's sum may exceed a long, and so may that of all.
        var sum = columns.Aggregate(Int128.Zero, (all, column) => all + SumOf(column)) - removed.Aggregate(Int128.Zero, (all, column) => all + SumOf(column));
        return new TimeToConvert(
            Percentile(columns, removed, count, 50) / 1000d,
            (double)((decimal)sum / count / 1000),
            Percentile(columns, removed, count, 10) / 1000d,
            Percentile(columns, removed, count, 90) / 1000d);
    }

    /// <summary>
    /// The nearest-rank percentile: the smallest value with at least <paramref name="percent"/> % of all values at or below it.
    /// Found by bisection over the value, counting in each column by binary search: 63 × columns × log(length) steps.
    /// </summary>
    private static long Percentile(IReadOnlyList<long[]> columns, IReadOnlyList<long[]> removed, long count, int percent)
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
            if (CountAtMost(columns, middle) - CountAtMost(removed, middle) >= rank)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private static long CountAtMost(IReadOnlyList<long[]> columns, long value)
    {
        var count = 0L;
        for (var i = 0; i < columns.Count; i++)
            count += CountAtMost(columns[i], value);
        return count;
    }

    private static Int128 SumOf(long[] column)
    {
        // What fits is added in a register: gaps are below 2^49 each.
        var (sum, all) = (0L, Int128.Zero);
        foreach (var gap in column)
        {
            sum += gap;
            if (sum < 1L << 62 && sum >= 0 && gap < 1L << 61)
                continue;
            all += (Int128)(sum - gap) + gap;
            sum = 0;
        }

        return all + sum;
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
