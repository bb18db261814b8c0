using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Tests.Results;

public sealed class StageStatesTests
{
    private const string Blob = "states/j/00000/r";

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(511, 1)]
    [InlineData(512, 1)]
    [InlineData(513, 2)]
    [InlineData(1_024, 2)]
    [InlineData(1_025, 3)]
    public void Encode_AroundBlockBoundaries_RoundTrips(int contacts, int blocks)
    {
        var witnesses = Enumerable.Range(0, contacts).Select(i => new Witness($"c{i}", 1_000 - i)).ToList();

        var bytes = Encode(2, witnesses);

        var head = Head(bytes);
        Assert.Equal(blocks, head.Stages[0].Blocks.Count);
        Assert.Equal(contacts, head.Stages[0].Converted);
        Assert.Equal(contacts, head.Stages[0].Stopped);
        Assert.Equal(0, head.Stages[1].Converted);
        Assert.Equal(ReachedStages.List(witnesses, 1, false), Decode(bytes, 1, false));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 40)]
    [InlineData(3, 1_000_000)]
    public void Encode_Random_HoldsTheListsOfEveryStage(int seed, int times)
    {
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            var stages = random.Next(1, 11);
            var witnesses = ReachedStages.Random(random, stages, random.Next(3_000), times);
            var (evaluation, ids) = ReachedStages.Evaluate(stages, witnesses);

            var bytes = StageStates.Encode(evaluation, ids).Bytes.ToArray();

            var head = Head(bytes);
            Assert.Equal(evaluation.CountConverted(), head.Stages.Select(stage => (long)stage.Converted));
            for (var stage = 1; stage <= stages; stage++)
            {
                Assert.Equal(ReachedStages.List(witnesses, stage, false), Decode(bytes, stage, false));
                Assert.Equal(ReachedStages.List(witnesses, stage, true), Decode(bytes, stage, true));
                Assert.Equal(head.Stages[stage - 1].Stopped, ReachedStages.List(witnesses, stage, true).Count());
            }
        }
    }

    [Fact]
    public void Encode_ContactsInAnotherOrder_GivesEqualBytes()
    {
        var witnesses = ReachedStages.Random(new Random(7), 4, 2_000, 30);
        var shuffled = witnesses.ToArray();
        new Random(8).Shuffle(shuffled);

        Assert.Equal(Encode(4, witnesses), Encode(4, shuffled));
    }

    [Fact]
    public void Encode_TwoContacts_GivesTheDocumentedBytes()
    {
        var bytes = Encode(2, [new Witness("bo", 2, 1_000), new Witness("al", 1)]);

        const string head = "434A5353" + "0100" + "0000" + "35000000" + "02"
            + "05" + "03" + "0100000000000000" + "01" + "01" + "03" + "15" + "7277BF96"
            + "03" + "03" + "E803000000000000" + "01" + "01" + "03" + "0B" + "D2B69761";
        const string blocks = "01" + "01" + "05" + "616C" + "03" + "02" + "05" + "626F"
            + "01" + "02" + "05" + "626F";
        Assert.Equal(head + "ECC13D6F" + blocks, Convert.ToHexString(bytes));
    }

    [Fact]
    public void Encode_OneInstant_SeparatesBlocksByContact()
    {
        var bytes = Encode(1, [.. Enumerable.Range(0, 1_025).Select(i => new Witness($"contact-{i:d5}", 5))]);

        Assert.Equal(["", "contact-00512", "contact-01024"], Head(bytes).Stages[0].Blocks.Select(block => block.Start.ContactId));
    }

    [Fact]
    public void Encode_TiesOverABoundary_KeepsOnlyTheBeginningOfTheId()
    {
        var bytes = Encode(1, [.. Enumerable.Range(0, 513).Select(i => new Witness((i < 512 ? "a" : "b") + new string('z', 100) + i, 5))]);

        Assert.Equal(["", "b"], Head(bytes).Stages[0].Blocks.Select(block => block.Start.ContactId));
    }

    [Theory]
    [InlineData("Größe")]
    [InlineData("")]
    public void Encode_IdThatNoReaderTakes_IsRefused(string id) =>
        Assert.Throws<ArgumentException>(() => Encode(1, [new Witness(id, 1)]));

    [Fact]
    public void Encode_IdTooLong_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Encode(1, [new Witness(new string('x', 513), 1)]));

    [Theory]
    [InlineData(-62_135_596_800_001)]
    [InlineData(253_402_300_800_000)]
    public void Encode_TimeOutOfRange_IsRefused(long time) =>
        Assert.Throws<ArgumentException>(() => Encode(1, [new Witness("c", time)]));

    [Fact]
    public void Encode_IdsOfOtherContacts_AreRefused()
    {
        var (evaluation, _) = ReachedStages.Evaluate(1, [new Witness("a", 1)]);

        Assert.Throws<ArgumentException>(() => StageStates.Encode(evaluation, ContactIds.Of(["a", "b"])));
    }

    [Fact]
    public void Read_AnyByteFlipped_IsCorruptAndNamed()
    {
        var bytes = Encode(3, ReachedStages.Random(new Random(3), 3, 700, 50));

        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var flip in (byte[])[0x01, 0xFF])
            {
                var damaged = bytes.ToArray();
                damaged[i] ^= flip;
                var error = Assert.Throws<CorruptBlobException>(() => DecodeAll(damaged));
                Assert.Equal(Blob, error.Blob);
                Assert.True(error.Part == "head" || error.Part.StartsWith("stage ", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Read_CutAnywhere_IsCorrupt()
    {
        var bytes = Encode(2, ReachedStages.Random(new Random(4), 2, 30, 50));

        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<CorruptBlobException>(() => DecodeAll(bytes[..length]));
    }

    // Checksums are put right again here, so that what lies behind them is reached: it must fail as corrupt too, or read something in order.
    [Fact]
    public void Read_HeadChangedUnderAValidChecksum_IsCorruptOrReadable()
    {
        var bytes = Encode(3, ReachedStages.Random(new Random(5), 3, 1_200, 3));
        var length = StageStatesHead.LengthOf(Blob, bytes);
        var corrupt = 0;
        for (var i = StageStatesFormat.PreludeLength; i < length - sizeof(uint); i++)
        {
            for (var flip = 1; flip < 256; flip += 2)
            {
                var head = bytes[..length];
                head[i] ^= (byte)flip;
                BitConverter.TryWriteBytes(head.AsSpan(length - sizeof(uint)), Crc32C.Compute(head.AsSpan(0, length - sizeof(uint))));
                try
                {
                    StageStatesHead.Parse(Blob, head);
                }
                catch (CorruptBlobException)
                {
                    corrupt++;
                }
            }
        }

        Assert.True(corrupt > 0);
    }

    [Fact]
    public void Read_BlockChangedUnderValidChecksums_IsCorruptOrInOrder()
    {
        var bytes = Encode(2, ReachedStages.Random(new Random(6), 2, 40, 3));
        var length = StageStatesHead.LengthOf(Blob, bytes);
        var block = Head(bytes).Stages[0].Blocks[0];
        var checksum = bytes.AsSpan(0, length).IndexOf(BitConverter.GetBytes(block.Checksum));
        var (corrupt, read) = (0, 0);
        for (var i = (int)block.Offset; i < block.Offset + block.Length; i++)
        {
            for (var flip = 1; flip < 256; flip++)
            {
                var changed = bytes.ToArray();
                changed[i] ^= (byte)flip;
                BitConverter.TryWriteBytes(changed.AsSpan(checksum), Crc32C.Compute(changed.AsSpan((int)block.Offset, block.Length)));
                BitConverter.TryWriteBytes(changed.AsSpan(length - sizeof(uint)), Crc32C.Compute(changed.AsSpan(0, length - sizeof(uint))));
                try
                {
                    var entries = Decode(changed, 1, stoppedOnly: false);
                    Assert.Equal(entries.OrderBy(entry => entry.Time).ThenBy(entry => entry.ContactId, StringComparer.Ordinal), entries);
                    read++;
                }
                catch (CorruptBlobException)
                {
                    corrupt++;
                }
            }
        }

        // A letter of an id can become another one; a time, a depth or a length out of bounds cannot pass.
        Assert.True(corrupt > 0 && read > 0);
    }

    [Fact]
    public void Read_AnotherVersionOrFlag_SaysSo()
    {
        var bytes = Encode(1, []);
        var (version, flags) = (bytes.ToArray(), bytes.ToArray());
        version[4] = 2;
        flags[6] = 4;

        Assert.Contains("version 2", Assert.Throws<CorruptBlobException>(() => Head(version)).Message, StringComparison.Ordinal);
        Assert.Contains("flag", Assert.Throws<CorruptBlobException>(() => Head(flags)).Message, StringComparison.Ordinal);
    }

    private static byte[] Encode(int stages, IReadOnlyList<Witness> witnesses)
    {
        var (evaluation, ids) = ReachedStages.Evaluate(stages, witnesses);
        return StageStates.Encode(evaluation, ids).Bytes.ToArray();
    }

    private static StageStatesHead Head(byte[] bytes) =>
        StageStatesHead.Parse(Blob, bytes.AsSpan(0, Math.Min(bytes.Length, StageStatesHead.LengthOf(Blob, bytes))));

    private static List<(string ContactId, long Time)> Decode(byte[] bytes, int stage, bool stoppedOnly)
    {
        var head = Head(bytes);
        var entries = new List<(string, long)>();
        for (var i = 0; i < head.Stages[stage - 1].Blocks.Count; i++)
        {
            var block = head.Stages[stage - 1].Blocks[i];
            var content = bytes.AsSpan((int)Math.Min(block.Offset, bytes.Length));
            content = content[..Math.Min(block.Length, content.Length)];
            entries.AddRange(StageBlockReader.Read(Blob, head, stage, i, content, stoppedOnly).Select(entry =>
                (entry.Key.ContactId, entry.Key.Time == StageStatesFormat.NoTime ? PartitionEvaluation.NoTime : entry.Key.Time)));
        }

        return entries;
    }

    private static void DecodeAll(byte[] bytes)
    {
        for (var stage = 1; stage <= Head(bytes).Stages.Count; stage++)
            Decode(bytes, stage, stoppedOnly: false);
    }
}
