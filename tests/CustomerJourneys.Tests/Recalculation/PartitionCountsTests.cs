using System.Buffers.Binary;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

public sealed class PartitionCountsTests
{
    private static readonly PartitionCounts[] Journeys =
    [
        new(1_000, 123_456_789_012, 3, [500, 4, 2], [[], [0, 1, 1, 9_000_000_000_000], [5, 5]]),
        new(0, 0, 0, [0], [[]]),
    ];

    [Fact]
    public void Decode_WhatWasEncoded_IsTheSame()
    {
        var decoded = PartitionCounts.Decode("counts", PartitionCounts.Encode(Journeys));
        Assert.Equal(Journeys.Length, decoded.Count);
        Assert.All(Journeys.Zip(decoded), pair =>
        {
            Assert.Equal((pair.First.Contacts, pair.First.ActivitiesRead, pair.First.InexactContacts), (pair.Second.Contacts, pair.Second.ActivitiesRead, pair.Second.InexactContacts));
            Assert.Equal(pair.First.Converted, pair.Second.Converted);
            Assert.Equal(pair.First.Gaps, pair.Second.Gaps);
        });
        Assert.Empty(PartitionCounts.Decode("counts", PartitionCounts.Encode([])));
    }

    [Fact]
    public void Decode_AnyByteChangedOrMissing_IsCorrupt()
    {
        var bytes = PartitionCounts.Encode(Journeys);
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x10;
            Assert.Throws<CorruptBlobException>(() => PartitionCounts.Decode("counts", changed));
            Assert.Throws<CorruptBlobException>(() => PartitionCounts.Decode("counts", bytes.AsSpan(0, i)));
        }

        Assert.Throws<CorruptBlobException>(() => PartitionCounts.Decode("counts", [.. bytes, 0]));
    }

    [Fact]
    public void Decode_AnyByteChangedWithAValidChecksum_IsCorruptOrOtherCounts()
    {
        var bytes = PartitionCounts.Encode(Journeys);
        for (var i = 0; i < bytes.Length - 4; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. bytes];
                changed[i] ^= (byte)(1 << bit);
                BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(changed.Length - 4), Crc32C.Compute(changed.AsSpan(0, changed.Length - 4)));
                // Never another exception, nor memory for more than there are bytes.
                if (Record.Exception(() => PartitionCounts.Decode("counts", changed)) is { } thrown)
                    Assert.IsType<CorruptBlobException>(thrown);
                else
                    Assert.InRange(i, 6, bytes.Length);
            }
        }
    }
}
