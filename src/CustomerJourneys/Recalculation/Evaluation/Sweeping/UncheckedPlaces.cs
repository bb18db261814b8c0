using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>Places in arrays without a check, for loops whose places are known to be inside.</summary>
internal static class UncheckedPlaces
{
    /// <summary>The element so far behind another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T At<T>(this ref T first, int index)
        where T : struct => ref Unsafe.Add(ref first, (nint)(uint)index);

    /// <summary>Has the processor fetch what will be looked at soon. Changes nothing else; the place may also lie behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(this ref T place)
        where T : struct
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref place));
    }
}
