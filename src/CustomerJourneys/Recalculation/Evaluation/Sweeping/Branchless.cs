using System.Runtime.CompilerServices;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>The greater and the lesser of two times by arithmetic: the compiler makes branches of Math.Max and Math.Min in loops.</summary>
/// <remarks>The difference of two times does not overflow, nor that of a time and <see cref="PartitionEvaluation.NoTime"/>.</remarks>
internal static class Branchless
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Later(long a, long b) => a - ((a - b) & ((a - b) >> 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Earlier(long a, long b) => b + ((a - b) & ((a - b) >> 63));
}
