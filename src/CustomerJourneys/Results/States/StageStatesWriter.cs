using System.Buffers;
using System.Text;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Results.States;

/// <summary>Writes the states of one partition, stage after stage.</summary>
/// <param name="stages">How many stages will be added.</param>
/// <param name="ids">The ids of the contacts by rank, ascending.</param>
/// <param name="hasNoTime">Whether some entries of the first stage have no time.</param>
internal sealed class StageStatesWriter(int stages, string[] ids, bool hasNoTime)
{
    private readonly ByteWriter _head = StartHead(stages, hasNoTime);
    private readonly ByteWriter _blocks = new(4096);
    private int _stage;

    /// <summary>Adds the next stage.</summary>
    /// <param name="times">The reach times, ascending.</param>
    /// <param name="ranks">Who; ascending where times are equal.</param>
    /// <param name="depths">The deepest stage of each contact, by rank.</param>
    public void AddStage(ReadOnlySpan<long> times, ReadOnlySpan<int> ranks, byte[] depths)
    {
        var stopped = 0;
        var number = ++_stage;
        foreach (var rank in ranks)
            stopped += depths[rank] == number ? 1 : 0;
        _head.Varint(times.Length);
        _head.Varint(stopped);
        if (!times.IsEmpty)
            _head.Int64(times[0]);
        for (var start = 0; start < times.Length; start += StageStatesFormat.BlockEntries)
        {
            var end = Math.Min(start + StageStatesFormat.BlockEntries, times.Length);
            _head.Varint((ulong)(times[start] - times[Math.Max(0, start - StageStatesFormat.BlockEntries)]));
            var separator = start > 0 && times[start] == times[start - 1] ? Separator(ids[ranks[start - 1]], ids[ranks[start]]) : "";
            WriteText(_head, separator);
            AddBlock(times[start..end], ranks[start..end], depths);
        }
    }

    /// <summary>The whole blob.</summary>
    public byte[] ToArray()
    {
        var length = _head.Length + sizeof(uint);
        if (_stage != stages)
            throw new InvalidOperationException($"{_stage} of {stages} stages were added.");
        if (length > StageStatesFormat.MaxHeadLength)
            throw new InvalidOperationException($"The head would have {length} bytes, and at most {StageStatesFormat.MaxHeadLength} are read.");
        _head.PatchUInt32(StageStatesFormat.PreludeLength - sizeof(uint), (uint)length);
        _head.UInt32(Crc32C.Compute(_head.Written));
        return [.. _head.Written, .. _blocks.Written];
    }

    private static ByteWriter StartHead(int stages, bool hasNoTime)
    {
        var head = new ByteWriter();
        head.UInt32(StageStatesFormat.Magic);
        head.UInt16(StageStatesFormat.Version);
        head.UInt16(hasNoTime ? StageStatesFormat.HasNoTime : (ushort)0);
        head.UInt32(0);
        head.Byte(checked((byte)stages));
        return head;
    }

    private void AddBlock(ReadOnlySpan<long> times, ReadOnlySpan<int> ranks, byte[] depths)
    {
        var offset = _blocks.Length;
        var (previous, stopped) = (times[0], 0);
        for (var i = 0; i < times.Length; i++)
        {
            var depth = depths[ranks[i]];
            _blocks.Varint((ulong)(times[i] - previous));
            _blocks.Byte(depth);
            WriteId(_blocks, ids[ranks[i]]);
            previous = times[i];
            stopped += depth == _stage ? 1 : 0;
        }

        var block = _blocks.Written[offset..];
        _head.Varint(stopped);
        _head.Varint(block.Length);
        _head.UInt32(Crc32C.Compute(block));
    }

    // The shortest start of the next id that is greater than the one before it: enough to find a block by, and mostly a character or two.
    private static string Separator(string before, string next)
    {
        var common = before.AsSpan().CommonPrefixLength(next);
        return next[..(common + 1)];
    }

    private static void WriteId(ByteWriter writer, string id)
    {
        if (id.Length is 0 or > StageStatesFormat.MaxIdLength)
            throw new ArgumentException($"A contact id has {id.Length} characters; 1 to {StageStatesFormat.MaxIdLength} are stored.", nameof(id));
        WriteText(writer, id);
    }

    private static void WriteText(ByteWriter writer, string text)
    {
        writer.Varint(text.Length);
        if (Ascii.FromUtf16(text, writer.Append(text.Length), out _) != OperationStatus.Done)
            throw new ArgumentException("A contact id is not ASCII.", nameof(text));
    }
}
