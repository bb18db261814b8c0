namespace CustomerJourneys.Testing.Fuzzing;

/// <summary>Damage as it comes: to bits, to bytes, to sizes, to whole stretches.</summary>
public static class Mutations
{
    private static readonly byte[] Telling = [0, 1, 2, 3, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>A damaged copy; now and then it is equal.</summary>
    public static byte[] Of(Random random, ReadOnlySpan<byte> bytes)
    {
        var mutated = bytes.ToArray();
        for (var times = random.Next(4) == 0 ? random.Next(2, 5) : 1; times > 0; times--)
            mutated = Once(random, mutated);
        return mutated;
    }

    /// <summary>A damaged copy of the same length.</summary>
    public static byte[] InPlace(Random random, ReadOnlySpan<byte> bytes)
    {
        var mutated = bytes.ToArray();
        if (mutated.Length == 0)
            return mutated;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(mutated.Length);
            if (random.Next(2) == 0)
                mutated[at] ^= (byte)(1 << random.Next(8));
            else
                mutated[at] = Telling[random.Next(Telling.Length)];
        }
        return mutated;
    }

    private static byte[] Once(Random random, byte[] bytes)
    {
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        var at = random.Next(bytes.Length);
        var length = Math.Min(random.Next(1, 65), bytes.Length - at);
        switch (random.Next(8))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], Telling[random.Next(Telling.Length)], .. bytes[at..]];
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 4:
                Array.Clear(bytes, at, length);
                return bytes;
            case 5:
                // Two stretches change places.
                var other = random.Next(bytes.Length - length + 1);
                var first = bytes.AsSpan(at, length).ToArray();
                bytes.AsSpan(other, length).CopyTo(bytes.AsSpan(at));
                first.CopyTo(bytes.AsSpan(other));
                return bytes;
            default:
                return InPlace(random, bytes);
        }
    }
}
