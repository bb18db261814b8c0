using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace CustomerJourneys.Activities.Binary;

/// <summary>Reads stored bytes strictly: whatever does not fit fails as corrupt, before anything is allocated for it.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> data, BlobPart part)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _data = data;

    public int Position { get; private set; }

    public readonly int Remaining => _data.Length - Position;

    public byte Byte() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(sizeof(ushort)));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(sizeof(uint)));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(sizeof(ulong)));

    public long Int64() => (long)UInt64();

    /// <summary>A finite number.</summary>
    public double Number()
    {
        var number = BitConverter.UInt64BitsToDouble(UInt64());
        if (!double.IsFinite(number))
            part.Fail("a number is not finite");
        return number;
    }

    /// <summary>A number of 0 to <paramref name="max"/>.</summary>
    public ulong Varint(ulong max)
    {
        if (Remaining >= sizeof(ulong))
        {
            // Nearly always there are 8 bytes, and one load is enough.
            var at = Position;
            var number = Binary.Varint.ReadPadded(_data, ref at);
            if (number > max)
                part.Fail("a number is out of range");
            Position = at;
            return number;
        }

        if (Remaining == 0)
            part.Fail("it ends early");
        var size = BitOperations.TrailingZeroCount(_data[Position] | 0x100) + 1;
        ulong bits = 0;
        Bytes(Math.Min(size, sizeof(ulong))).CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<ulong>(ref bits)));
        var value = (BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits)) >> size;
        if (size > sizeof(ulong) || value > max)
            part.Fail("a number is out of range");
        return value;
    }

    /// <summary>A number of 0 to <paramref name="max"/>.</summary>
    public int Varint(int max) => (int)Varint((ulong)max);

    /// <summary>A count of things that take at least <paramref name="bytesEach"/> bytes each, so that a wrong one cannot ask for more memory than there are bytes.</summary>
    public int Count(int bytesEach) => Varint(Remaining / bytesEach);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)Remaining)
            part.Fail("it ends early");
        var bytes = _data.Slice(Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>The UTF-8 bytes of a text of at most <paramref name="maxBytes"/> bytes.</summary>
    public ReadOnlySpan<byte> TextBytes(int maxBytes) => Bytes(Varint(maxBytes));

    public string Text(int maxBytes) => Decode(TextBytes(maxBytes));

    public readonly string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw part.Corrupt("a text is not UTF-8");
        }
    }

    /// <summary>Fails unless everything is read.</summary>
    public readonly void End()
    {
        if (Remaining != 0)
            part.Fail($"{Remaining} bytes are left over");
    }

    /// <summary>Fails unless the zero bytes that end a padded block, and nothing else, follow.</summary>
    public void EndPadded()
    {
        if (Bytes(Binary.Varint.Padding).ContainsAnyExcept((byte)0))
            part.Fail("the padding is not zero");
        End();
    }
}
