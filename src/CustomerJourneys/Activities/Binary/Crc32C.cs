using System.Buffers.Binary;
using System.Numerics;

namespace CustomerJourneys.Activities.Binary;

/// <summary>CRC-32C (Castagnoli), the checksum of every stored block; one machine instruction per 8 bytes.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }
        foreach (var b in data)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
