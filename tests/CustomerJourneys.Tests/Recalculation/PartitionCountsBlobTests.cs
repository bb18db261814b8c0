using System.Buffers.Binary;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

public sealed class PartitionCountsBlobTests
{
    private static readonly (string JourneyId, PartitionCounts? Counts)[] Journeys =
    [
        ("all", new(123_456_789_012, 3, [500, 4, 2], [[], [0, 1, 1, 9_000_000_000_000], [5, 5]])),
        ("kept", null),
        ("some", new(7, 0, [12, 9], [[], [4, 8]]) { RemovedGaps = [[], [3, 4]] }),
        ("none", new(0, 0, [0], [[]])),
    ];

    [Fact]
    public void ReadSection_WhatWasEncoded_IsTheSame()
    {
        var bytes = PartitionCountsBlob.Encode(Journeys);

        Assert.All(Journeys, journey =>
        {
            var section = SectionOf(bytes, journey.JourneyId);
            if (journey.Counts is not { } counts)
            {
                Assert.Empty(section);
                return;
            }

            var read = PartitionCountsBlob.ReadSection("counts", section);
            Assert.Equal((counts.ActivitiesRead, counts.InexactContacts), (read.ActivitiesRead, read.InexactContacts));
            Assert.Equal(counts.Converted, read.Converted);
            Assert.Equal(counts.Gaps, read.Gaps);
            Assert.Equal(counts.RemovedGaps, read.RemovedGaps);
        });
        Assert.Empty(PartitionCountsBlob.ReadIndex("counts", PartitionCountsBlob.Encode([])));
    }

    [Fact]
    public void ReadSection_AnyByteChangedOrMissing_IsCorrupt()
    {
        var bytes = PartitionCountsBlob.Encode(Journeys);
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x10;
            Assert.Throws<CorruptBlobException>(() => ReadAll(changed));
            Assert.Throws<CorruptBlobException>(() => ReadAll(bytes[..i]));
        }
    }

    [Fact]
    public void ReadSection_AnyByteChangedWithAValidChecksum_IsCorruptOrOtherCounts()
    {
        var section = SectionOf(PartitionCountsBlob.Encode(Journeys), "all");
        for (var i = 0; i < section.Length - 4; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. section];
                changed[i] ^= (byte)(1 << bit);
                BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(changed.Length - 4), Crc32C.Compute(changed.AsSpan(0, changed.Length - 4)));
                // Never another exception, nor memory for more than there are bytes.
                if (Record.Exception(() => PartitionCountsBlob.ReadSection("counts", changed)) is { } thrown)
                    Assert.IsType<CorruptBlobException>(thrown);
            }
        }
    }

    private static void ReadAll(byte[] bytes)
    {
        foreach (var (_, (offset, length)) in PartitionCountsBlob.ReadIndex("counts", Index(bytes)))
        {
            if (length > 0)
                PartitionCountsBlob.ReadSection("counts", bytes.AsSpan((int)Math.Min(offset, bytes.Length), (int)Math.Min(length, bytes.Length - Math.Min(offset, bytes.Length))));
        }
    }

    private static byte[] SectionOf(byte[] bytes, string journeyId)
    {
        var (offset, length) = PartitionCountsBlob.ReadIndex("counts", Index(bytes))[journeyId];
        return bytes.AsSpan((int)offset, length).ToArray();
    }

    private static ReadOnlySpan<byte> Index(byte[] bytes) => bytes.AsSpan(0, Math.Min(PartitionCountsBlob.IndexLength("counts", bytes), bytes.Length));
}
