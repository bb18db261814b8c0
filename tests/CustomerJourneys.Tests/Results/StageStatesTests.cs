using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Tests.Results;

public sealed class StageStatesTests
{
    private const string Blob = "states/r/00000";

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1_024, 1, 1)]
    [InlineData(1_025, 2, 4)]
    [InlineData(20_000, 20, 80)]
    public void Encode_AroundBlockBoundaries_RoundTrips(int contacts, int fewest, int most)
    {
        var witnesses = Enumerable.Range(0, contacts).Select(i => new Witness($"c{i}", 100_000 - i)).ToList();

        var bytes = Encode(2, witnesses);

        var head = Head(bytes);
        Assert.InRange(head.Stages[0].Blocks.Count, fewest, most);
        Assert.Equal((contacts, contacts), (head.Stages[0].Converted, head.Stages[0].Stopped));
        Assert.Equal(0, head.Stages[1].Converted);
        Assert.Equal(Expect(witnesses, 1, false), Decode(bytes, 1, false));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 40)]
    [InlineData(3, 1_000_000)]
    [InlineData(4, 2_000_000_000)]
    public void Encode_Random_HoldsTheListsOfEveryStage(int seed, int times)
    {
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            var stages = random.Next(1, 11);
            var witnesses = ReachedStages.Random(random, stages, random.Next(6_000), times);
            var evaluation = ReachedStages.Evaluate(stages, witnesses);

            var bytes = ReachedStages.Blob("j", evaluation);

            var head = Head(bytes);
            Assert.Equal(evaluation.CountConverted(), head.Stages.Select(stage => (long)stage.Converted));
            for (var stage = 1; stage <= stages; stage++)
            {
                Assert.Equal(Expect(witnesses, stage, false), Decode(bytes, stage, false));
                Assert.Equal(Expect(witnesses, stage, true), Decode(bytes, stage, true));
                Assert.Equal(head.Stages[stage - 1].Stopped, Expect(witnesses, stage, true).Count);
            }
        }
    }

    [Fact]
    public void Encode_AFewTimesFarAway_DividesTheManyAllTheSame()
    {
        List<Witness> witnesses = [.. Enumerable.Range(0, 20_000).Select(i => new Witness("c" + i, 1_700_000_000_000 + (i * 977 % 1_000_000)))];
        witnesses[7] = new Witness("c7", -62_135_596_800_000);
        witnesses[8] = new Witness("c8", 253_402_300_799_999);
        witnesses[9] = new Witness("c9", PartitionEvaluation.NoTime);

        var bytes = Encode(1, witnesses);

        Assert.All(Head(bytes).Stages[0].Blocks, block => Assert.InRange(block.Entries, 1, StageStatesFormat.MaxBlockEntries));
        Assert.Equal(Expect(witnesses, 1, false), Decode(bytes, 1, false));
    }

    [Fact]
    public void Encode_OneInstant_IsOneBlock()
    {
        var witnesses = Enumerable.Range(0, 5_000).Select(i => new Witness("c" + i, i == 17 ? 4 : 5)).ToList();

        var bytes = Encode(1, witnesses);

        Assert.Equal([(4L, 1, 0), (5L, 4_999, 0)], Head(bytes).Stages[0].Blocks.Select(block => (block.Start, block.Entries, (int)block.TimeBits)));
        Assert.Equal(Expect(witnesses, 1, false), Decode(bytes, 1, false));
    }

    [Fact]
    public void Encode_Again_GivesEqualBytes()
    {
        var witnesses = ReachedStages.Random(new Random(7), 4, 2_000, 30);

        Assert.Equal(Encode(4, witnesses), Encode(4, witnesses));
    }

    [Fact]
    public void Encode_TwoContacts_GivesTheDocumentedBytes()
    {
        var bytes = Encode(2, [new Witness("bo", 2, 1_000), new Witness("al", 1)]);

        const string index = "434A5353" + "0200" + "0000" + "05000000" + "67818879" + "03" + "03" + "6A" + "61" + "07";
        const string head = "0000" + "05" + "02"
            + "05" + "03" + "0100000000000000" + "03" + "01" + "05" + "03" + "00" + "01" + "3FC44F24"
            + "03" + "03" + "E803000000000000" + "03" + "01" + "03" + "03" + "00" + "00" + "52D016A0"
            + "8C03FFC8";
        const string blocks = "02" + "01" + "01";
        Assert.Equal(index + head + blocks, Convert.ToHexString(bytes));
    }

    [Fact]
    public void Encode_SomeContacts_HoldsTheirNumbersAndWhomTheyReplace()
    {
        var evaluation = ReachedStages.Evaluate(2, [new Witness("a", 7, 9), new Witness("b", 5)]);
        using var states = StageStates.Encode(evaluation, 100, [3, 70], new ReplacedContacts([3, 99], [2, 1], [1, 1]));
        var bytes = ReachedStages.Blob(("j", states.Head.ToArray(), states.Body.ToArray()));

        var head = Head(bytes);
        head.Replaced!.Load(Blob, states.Body.Span[(int)head.Replaced.Offset..], head.Contacts);

        Assert.Equal([(70, 5L), (3, 7L)], Decode(bytes, 1, false));
        Assert.Equal([3, 99], Enumerable.Range(0, 100).Where(head.Replaced.Contains));
        Assert.Equal([2, 1], head.Replaced.Converted);
        Assert.Equal([1, 1], head.Replaced.Stopped);
    }

    [Theory]
    [InlineData(-62_135_596_800_001)]
    [InlineData(253_402_300_800_000)]
    public void Encode_TimeOutOfRange_IsRefused(long time) =>
        Assert.Throws<ArgumentException>(() => Encode(1, [new Witness("c", time)]));

    [Fact]
    public void Find_OneOfSomeJourneys_GivesItsOwn()
    {
        var journeys = Enumerable.Range(0, 5).Select(i =>
        {
            using var states = StageStates.Encode(ReachedStages.Evaluate(1, [.. Enumerable.Range(0, i).Select(c => new Witness("c" + c, c))]));
            return ("j" + i, states.Head.ToArray(), states.Body.ToArray());
        }).ToArray();
        var bytes = ReachedStages.Blob(journeys);

        for (var i = 0; i < 5; i++)
            Assert.Equal(Enumerable.Range(0, i).Select(c => (c, (long)c)), Decode(bytes, 1, false, "j" + i));
        Assert.Null(PartitionStatesBlob.Find(Blob, bytes.AsSpan(0, PartitionStatesBlob.IndexLength(Blob, bytes)), "j5"));
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
                Assert.True(error.Part is "index" or "head" || error.Part.StartsWith("stage ", StringComparison.Ordinal));
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
        using var states = StageStates.Encode(ReachedStages.Evaluate(3, ReachedStages.Random(new Random(5), 3, 3_000, 3)));
        var corrupt = 0;
        for (var i = 0; i < states.Head.Length - sizeof(uint); i++)
        {
            for (var flip = 1; flip < 256; flip += 2)
            {
                var head = states.Head.ToArray();
                head[i] ^= (byte)flip;
                BitConverter.TryWriteBytes(head.AsSpan(head.Length - sizeof(uint)), Crc32C.Compute(head.AsSpan(0, head.Length - sizeof(uint))));
                try
                {
                    StageStatesHead.Parse(Blob, head, states.Body.Length);
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
        using var states = StageStates.Encode(ReachedStages.Evaluate(2, ReachedStages.Random(new Random(6), 2, 90, 3)));
        var (head, body) = (states.Head.ToArray(), states.Body.ToArray());
        var block = StageStatesHead.Parse(Blob, head, body.Length).Stages[0].Blocks[0];
        var checksum = head.AsSpan().IndexOf(BitConverter.GetBytes(block.Checksum));
        var (corrupt, read) = (0, 0);
        for (var i = (int)block.Offset; i < block.Offset + block.Length; i++)
        {
            for (var flip = 1; flip < 256; flip++)
            {
                var (changedHead, changed) = (head.ToArray(), body.ToArray());
                changed[i] ^= (byte)flip;
                BitConverter.TryWriteBytes(changedHead.AsSpan(checksum), Crc32C.Compute(changed.AsSpan((int)block.Offset, block.Length)));
                BitConverter.TryWriteBytes(changedHead.AsSpan(head.Length - sizeof(uint)), Crc32C.Compute(changedHead.AsSpan(0, head.Length - sizeof(uint))));
                try
                {
                    var (times, contacts) = StageBlockReader.Read(
                        Blob, StageStatesHead.Parse(Blob, changedHead, changed.Length), 1, 0, changed.AsSpan((int)block.Offset, block.Length), stoppedOnly: false);
                    Assert.All(contacts, contact => Assert.InRange(contact, 0, 89));
                    Assert.All(times, time => Assert.True(time >= block.Start));
                    Assert.Equal(contacts.Order().Distinct(), contacts);
                    read++;
                }
                catch (CorruptBlobException)
                {
                    corrupt++;
                }
            }
        }

        // A time can become another one of its block; a contact beyond the last one, or another count, cannot pass.
        Assert.True(corrupt > 0 && read > 0);
    }

    [Fact]
    public void Read_AnotherVersionOrFlag_SaysSo()
    {
        using var states = StageStates.Encode(ReachedStages.Evaluate(1, []));
        var (version, head) = (Encode(1, []), states.Head.ToArray());
        version[4] = 1;
        head[0] = 4;
        BitConverter.TryWriteBytes(head.AsSpan(head.Length - sizeof(uint)), Crc32C.Compute(head.AsSpan(0, head.Length - sizeof(uint))));

        Assert.Contains("version 1", Assert.Throws<CorruptBlobException>(() => Head(version)).Message, StringComparison.Ordinal);
        Assert.Contains("flag", Assert.Throws<CorruptBlobException>(() => StageStatesHead.Parse(Blob, head, 0)).Message, StringComparison.Ordinal);
    }

    private static byte[] Encode(int stages, IReadOnlyList<Witness> witnesses) => ReachedStages.Blob("j", ReachedStages.Evaluate(stages, witnesses));

    // A list as numbers: those of one time by number.
    private static List<(int Contact, long Time)> Expect(List<Witness> witnesses, int stage, bool droppedOff) =>
    [
        .. witnesses.Select((witness, contact) => (Witness: witness, Contact: contact))
            .Where(entry => droppedOff ? entry.Witness.Depth == stage : entry.Witness.Depth >= stage)
            .Select(entry => (entry.Contact, Time: entry.Witness.Times[stage - 1]))
            .OrderBy(entry => entry.Time).ThenBy(entry => entry.Contact),
    ];

    private static StageStatesHead Head(byte[] bytes, string journeyId = "j") => Find(bytes, journeyId).Head;

    private static (StageStatesHead Head, JourneyStatesPlace Place) Find(byte[] bytes, string journeyId)
    {
        var place = PartitionStatesBlob.Find(Blob, Range(bytes, 0, PartitionStatesBlob.IndexLength(Blob, bytes)), journeyId)!.Value;
        return (StageStatesHead.Parse(Blob, Range(bytes, place.HeadOffset, place.HeadLength), place.BodyLength), place);
    }

    private static List<(int Contact, long Time)> Decode(byte[] bytes, int stage, bool stoppedOnly, string journeyId = "j")
    {
        var (head, place) = Find(bytes, journeyId);
        var entries = new List<(int Contact, long Time)>();
        for (var i = 0; i < head.Stages[stage - 1].Blocks.Count; i++)
        {
            var block = head.Stages[stage - 1].Blocks[i];
            var (times, contacts) = StageBlockReader.Read(Blob, head, stage, i, Range(bytes, place.BodyOffset + block.Offset, block.Length), stoppedOnly);
            entries.AddRange(times.Zip(contacts, (time, contact) => (contact, time == StageStatesFormat.NoTime ? PartitionEvaluation.NoTime : time))
                .OrderBy(entry => entry.Item2).ThenBy(entry => entry.contact));
        }

        return entries;
    }

    private static void DecodeAll(byte[] bytes)
    {
        for (var stage = 1; stage <= Head(bytes).Stages.Count; stage++)
            Decode(bytes, stage, stoppedOnly: false);
    }

    private static ReadOnlySpan<byte> Range(byte[] bytes, long offset, int length)
    {
        var from = (int)Math.Min(offset, bytes.Length);
        return bytes.AsSpan(from, Math.Min(length, bytes.Length - from));
    }
}
