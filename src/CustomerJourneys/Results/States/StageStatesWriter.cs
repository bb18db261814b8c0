using System.Buffers;
using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Results.States;

/// <summary>
/// Writes the states of one partition, stage after stage, into one rented buffer: first the blocks, behind as much room as the head can need, and the head
/// right before them in the end.
/// </summary>
internal sealed class StageStatesWriter : IDisposable
{
    // What an entry has at most besides its id: the time, the depth and the id's length.
    private const int EntryOverhead = sizeof(ulong) + 1 + 2 + sizeof(ulong);
    // What a block has at most in the index besides the separator.
    private const int BlockRefLength = (4 * sizeof(ulong)) + sizeof(uint);

    private readonly ContactIds _ids;
    private readonly ReplacedContacts? _replaced;
    private readonly long[] _converted;
    private readonly ByteWriter _head;
    private readonly int _start;
    private byte[] _buffer;
    private int _end;
    private int _stage;

    /// <summary>Begins the states of a partition.</summary>
    /// <param name="converted">How many contacts each stage has.</param>
    /// <param name="ids">The ids of the contacts by number.</param>
    /// <param name="hasNoTime">Whether some entries of the first stage have no time.</param>
    /// <param name="replaced">What these states replace of earlier ones; <see langword="null"/> when they stand alone.</param>
    public StageStatesWriter(long[] converted, ContactIds ids, bool hasNoTime, ReplacedContacts? replaced)
    {
        (_converted, _ids, _replaced) = (converted, ids, replaced);
        var blocks = converted.Sum(count => (count + StageStatesFormat.BlockEntries - 1) / StageStatesFormat.BlockEntries);
        _start = _end = checked((int)(StageStatesFormat.PreludeLength + 64 + (converted.Length * 8L * sizeof(ulong)) + (blocks * (BlockRefLength + ids.MaxLength))));
        _buffer = ArrayPool<byte>.Shared.Rent(checked((int)(_start + SizeOf(converted.Length > 0 ? converted[0] : 0) + SizeOf(replaced?.Ids.Count ?? 0))));
        _head = new ByteWriter(4096);
        _head.UInt32(StageStatesFormat.Magic);
        _head.UInt16(StageStatesFormat.Version);
        _head.UInt16((ushort)((hasNoTime ? StageStatesFormat.HasNoTime : 0) | (replaced is null ? 0 : StageStatesFormat.Replaces)));
        _head.UInt32(0);
        _head.Byte(checked((byte)converted.Length));
    }

    /// <summary>Adds the next stage.</summary>
    /// <param name="times">The reach times, ascending.</param>
    /// <param name="contacts">Who, by number; by id where times are equal.</param>
    /// <param name="depths">The deepest stage of each contact, by number.</param>
    public void AddStage(ReadOnlySpan<long> times, ReadOnlySpan<int> contacts, ReadOnlySpan<byte> depths)
    {
        Reserve(times.Length);
        var stopped = 0;
        var number = ++_stage;
        foreach (var contact in contacts)
            stopped += depths[contact] == number ? 1 : 0;
        _head.Varint(times.Length);
        _head.Varint(stopped);
        if (!times.IsEmpty)
            _head.Int64(times[0]);
        for (var start = 0; start < times.Length; start += StageStatesFormat.BlockEntries)
        {
            var end = Math.Min(start + StageStatesFormat.BlockEntries, times.Length);
            _head.Varint((ulong)(times[start] - times[Math.Max(0, start - StageStatesFormat.BlockEntries)]));
            WriteSeparator(start > 0 && times[start] == times[start - 1] ? contacts[start - 1] : null, contacts[start]);
            AddBlock(times[start..end], contacts[start..end], depths);
        }
    }

    /// <summary>The whole blob.</summary>
    public EncodedStates Build()
    {
        if (_stage != _converted.Length)
            throw new InvalidOperationException($"{_stage} of {_converted.Length} stages were added.");
        if (_replaced is not null)
            AddReplaced(_replaced);
        var length = _head.Length + sizeof(uint);
        if (length > StageStatesFormat.MaxHeadLength)
            throw new InvalidOperationException($"The head would have {length} bytes, and at most {StageStatesFormat.MaxHeadLength} are read.");
        _head.PatchUInt32(StageStatesFormat.PreludeLength - sizeof(uint), (uint)length);
        _head.UInt32(Crc32C.Compute(_head.Written));
        var start = _start - length;
        _head.Written.CopyTo(_buffer.AsSpan(start));
        var encoded = new EncodedStates(_buffer, start, _end - start);
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

    private long SizeOf(long entries) => entries * (EntryOverhead + Math.Max(_ids.MaxLength, _replaced?.Ids.MaxLength ?? 0));

    private void Reserve(int entries)
    {
        var needed = _end + SizeOf(entries);
        if (needed <= _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, _buffer.Length * 3L / 2)));
        _buffer.AsSpan(_start, _end - _start).CopyTo(larger.AsSpan(_start));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void AddBlock(ReadOnlySpan<long> times, ReadOnlySpan<int> contacts, ReadOnlySpan<byte> depths)
    {
        var begin = _end;
        var end = _end;
        var (previous, stopped) = (times[0], 0);
        for (var i = 0; i < times.Length; i++)
        {
            var contact = contacts[i];
            var depth = depths[contact];
            var id = _ids[contact];
            // Whoever is in a later stage was looked at in the first.
            if (_stage == 1)
                Check(id);
            var entry = _buffer.AsSpan(end);
            var length = Varint.Write(entry, (ulong)(times[i] - previous));
            entry[length++] = depth;
            length += Varint.Write(entry[length..], (ulong)id.Length);
            id.CopyTo(entry[length..]);
            end += length + id.Length;
            previous = times[i];
            stopped += depth == _stage ? 1 : 0;
        }

        _end = end;

        _head.Varint(stopped);
        _head.Varint(_end - begin);
        _head.UInt32(Crc32C.Compute(_buffer.AsSpan(begin, _end - begin)));
    }

    private void AddReplaced(ReplacedContacts replaced)
    {
        Reserve(replaced.Ids.Count);
        var begin = _end;
        for (var contact = 0; contact < replaced.Ids.Count; contact++)
            WriteId(replaced.Ids[contact]);
        for (var stage = 0; stage < _converted.Length; stage++)
        {
            _head.Varint(replaced.Converted[stage]);
            _head.Varint(replaced.Stopped[stage]);
        }

        _head.Varint(replaced.Ids.Count);
        _head.Varint(_end - begin);
        _head.UInt32(Crc32C.Compute(_buffer.AsSpan(begin, _end - begin)));
    }

    // The shortest start of the next id that is greater than the one before it: enough to find a block by, and mostly a character or two.
    private void WriteSeparator(int? before, int next)
    {
        var separator = before is { } contact ? _ids[next][..(_ids[contact].CommonPrefixLength(_ids[next]) + 1)] : [];
        _head.Varint(separator.Length);
        _head.Bytes(separator);
    }

    private void WriteId(ReadOnlySpan<byte> id)
    {
        Check(id);
        _end += Varint.Write(_buffer.AsSpan(_end, sizeof(ulong)), (ulong)id.Length);
        id.CopyTo(_buffer.AsSpan(_end));
        _end += id.Length;
    }

    private static void Check(ReadOnlySpan<byte> id)
    {
        if (id.Length is 0 or > StageStatesFormat.MaxIdLength)
            throw new ArgumentException($"A contact id has {id.Length} characters; 1 to {StageStatesFormat.MaxIdLength} are stored.", nameof(id));
        if (!Ascii.IsValid(id))
            throw new ArgumentException("A contact id is not ASCII.", nameof(id));
    }
}
