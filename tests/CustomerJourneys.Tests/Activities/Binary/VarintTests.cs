using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Tests.Activities.Binary;

public sealed class VarintTests
{
    [Theory]
    [InlineData(0UL, 1)]
    [InlineData(127UL, 1)]
    [InlineData(128UL, 2)]
    [InlineData(16_383UL, 2)]
    [InlineData(16_384UL, 3)]
    [InlineData((1UL << 49) - 1, 7)]
    [InlineData(1UL << 49, 8)]
    [InlineData(Varint.Max, 8)]
    public void Write_Number_ReadsBackInItsSize(ulong number, int size)
    {
        var bytes = new byte[16];
        Assert.Equal(size, Varint.Write(bytes, number));

        var position = 0;
        Assert.Equal(number, Varint.ReadPadded(bytes, ref position));
        Assert.Equal(size, position);
        Assert.Equal(number, new ByteReader(bytes.AsSpan(0, size), default).Varint(Varint.Max));
    }

    [Fact]
    public void Write_NumberBeyondTheLimit_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Varint.Write(new byte[8], Varint.Max + 1));

    [Fact]
    public void ReadPadded_NoNumber_IsOutOfEveryRange()
    {
        var position = 0;
        Assert.Equal(ulong.MaxValue, Varint.ReadPadded(new byte[16], ref position));
    }

    [Fact]
    public void Crc32C_KnownText_HasTheKnownChecksum() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
}
