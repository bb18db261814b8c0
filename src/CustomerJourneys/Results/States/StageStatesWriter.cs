using System.Buffers;
using System.Numerics;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Results.States;

/// <summary>Writes the states of one journey in one partition: a head, and in a rented buffer the blocks of all stages.</summary>
internal sealed class StageStatesWriter : IDisposable
{
    private readonly PartitionEvaluation _evaluation;
    private readonly int[]? _numbers;
    private readonly ByteWriter _head = new(4096);
    private readonly ByteWriter _blocks = new(1024);
    private byte[] _buffer;
    private int _length;
    private int _blockCount;
    private int _stopped;
    private long _start;

    /// <summary>Begins.</summary>
    /// <param name="evaluation">Who reached what.</param>
    /// <param name="numbers">The numbers in the partition of the contacts that were evaluated, ascending; <see langword="null"/> when all were.</param>
    /// <param name="contacts">How many numbers the partition has.</param>
    /// <param name="flags">The flags of the head.</param>
    public StageStatesWriter(PartitionEvaluation evaluation, int[]? numbers, int contacts, ushort flags)
    {
        (_evaluation, _numbers) = (evaluation, numbers);
        // Some five bytes an entry; it grows where that is not enough.
        _buffer = ArrayPool<byte>.Shared.Rent(checked((int)Math.Min(Array.MaxLength, 4096 + (6 * evaluation.CountConverted().Sum()))));
        _head.UInt16(flags);
        _head.Varint(contacts);
        _head.Byte(checked((byte)evaluation.Stages));
    }

    /// <summary>Adds the next stage.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    /// <param name="blocks">Turned to it.</param>
    public void AddStage(int stage, StageBlocks blocks)
    {
        var last = stage + 1 == _evaluation.Stages;
        (_blockCount, _stopped) = (0, 0);
        _blocks.Clear();
        _head.Varint(blocks.Count);
        if (blocks.Count == 0)
        {
            _head.Varint(0);
            return;
        }

        _start = blocks.WithoutTime > 0 ? StageStatesFormat.NoTime : blocks.First;
        var first = _start;
        blocks.Divide((contacts, from, to) => AddBlock(
            contacts, _evaluation.ReachTimes(stage), last ? [] : _evaluation.ReachTimes(stage + 1), from, to));
        _head.Varint(_stopped);
        _head.Int64(first);
        _head.Varint(_blockCount);
        _head.Bytes(_blocks.Written);
    }

    /// <summary>Adds who is replaced, and ends.</summary>
    public EncodedStates Build(ReplacedContacts? replaced)
    {
        if (replaced is not null)
            AddReplaced(replaced);
        _head.UInt32(Crc32C.Compute(_head.Written));
        if (_head.Length > StageStatesFormat.MaxHeadLength)
            throw new InvalidOperationException($"The head would have {_head.Length} bytes, and at most {StageStatesFormat.MaxHeadLength} are read.");
        var encoded = new EncodedStates(_head.ToArray(), _buffer, _length);
        _buffer = [];
        return encoded;
    }

    /// <summary>Gives the buffer back, if nothing was built.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void AddBlock(ReadOnlySpan<int> contacts, ReadOnlySpan<long> times, ReadOnlySpan<long> next, long first, long last)
    {
        var timeBits = 64 - BitOperations.LeadingZeroCount((ulong)(last - first));
        var gapBits = GapBits(contacts);
        var numbersLength = (int)PackedBits.Length(contacts.Length, gapBits + 1);
        var length = numbersLength + (int)PackedBits.Length(contacts.Length, timeBits);
        Reserve(length + (2 * sizeof(ulong)));
        var stopped = Pack(contacts, times, next, first, gapBits, timeBits, numbersLength);
        _blocks.Varint((ulong)(first - _start));
        _blocks.Varint(contacts.Length);
        _blocks.Varint(stopped);
        _blocks.Byte((byte)gapBits);
        _blocks.Byte((byte)timeBits);
        _blocks.UInt32(Crc32C.Compute(_buffer.AsSpan(_length, length)));
        _length += length;
        _stopped += stopped;
        _start = first;
        _blockCount++;
    }

    private int GapBits(ReadOnlySpan<int> contacts)
    {
        var (all, before) = (0, -1);
        foreach (var contact in contacts)
        {
            var number = _numbers is null ? contact : _numbers[contact];
            all |= number - before - 1;
            before = number;
        }

        return 32 - BitOperations.LeadingZeroCount((uint)all);
    }

    // The times come last, since what is packed overwrites some bytes behind itself.
    private int Pack(ReadOnlySpan<int> contacts, ReadOnlySpan<long> times, ReadOnlySpan<long> next, long first, int gapBits, int timeBits, int numbersLength)
    {
        var numbers = new BitPacker(_buffer.AsSpan(_length));
        var (before, all) = (-1, 0);
        foreach (var contact in contacts)
        {
            var number = _numbers is null ? contact : _numbers[contact];
            var stopped = next.IsEmpty || next[contact] == PartitionEvaluation.Unreached ? 1 : 0;
            numbers.Add(((ulong)(number - before - 1) << 1) | (uint)stopped, gapBits + 1);
            before = number;
            all += stopped;
        }

        if (timeBits == 0)
            return all;
        var offsets = new BitPacker(_buffer.AsSpan(_length + numbersLength));
        foreach (var contact in contacts)
            offsets.Add((ulong)(times[contact] - first), timeBits);
        return all;
    }

    private void AddReplaced(ReplacedContacts replaced)
    {
        Reserve((replaced.Contacts.Length + 1) * sizeof(ulong));
        var (begin, before) = (_length, -1);
        foreach (var contact in replaced.Contacts)
        {
            _length += Varint.Write(_buffer.AsSpan(_length), (ulong)(contact - before - 1));
            before = contact;
        }

        for (var stage = 0; stage < replaced.Converted.Count; stage++)
        {
            _head.Varint(replaced.Converted[stage]);
            _head.Varint(replaced.Stopped[stage]);
        }

        _head.Varint(replaced.Contacts.Length);
        _head.Varint(_length - begin);
        _head.UInt32(Crc32C.Compute(_buffer.AsSpan(begin, _length - begin)));
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)_length + more, _buffer.Length * 3L / 2)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
