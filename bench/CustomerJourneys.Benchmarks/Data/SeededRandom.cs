namespace CustomerJourneys.Benchmarks.Data;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood): equal seeds give equal numbers on every machine and every version of .NET, which <see cref="Random"/> does not promise.
/// Only operations that IEEE 754 defines to the last bit are used on fractions.
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private const ulong Step = 0x9e3779b97f4a7c15;
    private ulong _state = seed;

    /// <summary>The number that belongs to two numbers, whichever was asked for before.</summary>
    public static ulong Of(ulong seed, ulong contact, ulong index) => Mix(Mix(Mix(seed + Step) + (contact * Step)) + ((index + 1) * Step));

    public ulong Next() => Mix(_state += Step);

    /// <summary>A number from 0 to <paramref name="end"/> - 1.</summary>
    public int Next(int end) => (int)(((Next() >> 32) * (ulong)end) >> 32);

    /// <summary>A fraction from 0 to 1, 1 excluded.</summary>
    public double NextFraction() => (Next() >> 11) * (1d / (1UL << 53));

    /// <summary>About normal with mean 0 and deviation 1: the sum of twelve uniform numbers, so never beyond 6.</summary>
    public double NextNormal()
    {
        var sum = -6d;
        for (var i = 0; i < 12; i++)
            sum += NextFraction();
        return sum;
    }

    /// <summary>e^x by halving and a Taylor series, since the library's last bit differs from machine to machine.</summary>
    public static double Exp(double x)
    {
        const int halvings = 10;
        var y = x / (1 << halvings);
        var power = 1 + (y * (1 + (y / 2 * (1 + (y / 3 * (1 + (y / 4 * (1 + (y / 5)))))))));
        for (var i = 0; i < halvings; i++)
            power *= power;
        return power;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
