using System.Runtime.CompilerServices;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>Finds rows by time inside a run.</summary>
internal static class RowSearch
{
    /// <summary>The first row at or after a time; <paramref name="end"/> when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstAtOrAfter(long[] times, int start, int end, long time)
    {
        while (start < end)
        {
            var middle = (start + end) >>> 1;
            if (times[middle] < time)
                start = middle + 1;
            else
                end = middle;
        }

        return start;
    }
}
