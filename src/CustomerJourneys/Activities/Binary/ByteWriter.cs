using System.Buffers.Binary;
using System.Text;

namespace CustomerJourneys.Activities.Binary;

/// <summary>A growing buffer that stored blocks are written to.</summary>
internal sealed class ByteWriter(int capacity = 256)
{
    private byte[] _buffer = new byte[Math.Max(16, capacity)];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        Room(1)[0] = value;
        Length++;
    }

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Room(sizeof(ushort)), value);
        Length += sizeof(ushort);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), value);
        Length += sizeof(uint);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);
        Length += sizeof(ulong);
    }

    public void Int64(long value) => UInt64((ulong)value);

    public void Number(double value) => UInt64(BitConverter.DoubleToUInt64Bits(value));

    public void Varint(ulong value) => Length += Binary.Varint.Write(Room(sizeof(ulong)), value);

    public void Varint(int value) => Varint(checked((ulong)value));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Makes room for bytes that the caller writes.</summary>
    public Span<byte> Append(int count)
    {
        var room = Room(count)[..count];
        Length += count;
        return room;
    }

    public void Zeros(int count)
    {
        Room(count)[..count].Clear();
        Length += count;
    }

    /// <summary>A text: its length in bytes as a varint, then UTF-8. A lone surrogate becomes U+FFFD. What no reader would take is refused.</summary>
    public void Text(string text, int maxBytes)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        if (size > maxBytes)
            throw new ArgumentException($"A text has {size} bytes; at most {maxBytes} are stored.", nameof(text));
        Varint(size);
        Length += Encoding.UTF8.GetBytes(text, Room(size));
    }

    /// <summary>A text that is UTF-8 already: its length as a varint, then its bytes. What no reader would take is refused.</summary>
    public void Utf8(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length > maxBytes)
            throw new ArgumentException($"A text has {text.Length} bytes; at most {maxBytes} are stored.", nameof(text));
        var room = Room(text.Length + sizeof(ulong));
        var size = Binary.Varint.Write(room, (ulong)text.Length);
        text.CopyTo(room[size..]);
        Length += size + text.Length;
    }

    /// <summary>Overwrites four bytes that were written before.</summary>
    public void PatchUInt32(int position, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(0, Length)[position..], value);

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - Length < count)
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, checked(Length + (long)count))));
        return _buffer.AsSpan(Length);
    }
}
