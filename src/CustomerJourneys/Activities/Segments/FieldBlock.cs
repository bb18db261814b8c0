using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// A field column: the distinct values – texts, then numbers in ascending order – and one code a row, in as many bits as the
/// number of values needs.
/// </summary>
internal static class FieldBlock
{
    /// <summary>The scale of numbers that are no short decimals: they are stored as they are, 8 bytes each.</summary>
    private const byte Raw = 255;
    private const int MaxScale = 6;
    private const double MaxInteger = 9_007_199_254_740_992; // 2^53

    /// <summary>Writes a column.</summary>
    /// <param name="target">Takes it.</param>
    /// <param name="texts">Texts, of which those with a code are the column's.</param>
    /// <param name="textCodes">The code of each text, ascending from 0; negative for one that is not in the column.</param>
    /// <param name="textCount">How many texts have a code.</param>
    /// <param name="numbers">The numbers, distinct and ascending; their codes follow those of the texts.</param>
    /// <param name="codes">The code of each row.</param>
    public static void Encode(ByteWriter target, Utf8Table texts, ReadOnlySpan<int> textCodes, int textCount, ReadOnlySpan<double> numbers, ReadOnlySpan<int> codes)
    {
        target.Varint(textCount);
        target.Varint(numbers.Length);
        for (var text = 0; text < textCodes.Length; text++)
        {
            if (textCodes[text] >= 0)
                target.Utf8(texts[text], SegmentLimits.MaxTextBytes);
        }

        EncodeNumbers(target, numbers);
        EncodeCodes(target, codes, BitsFor(textCount + numbers.Length));
        target.Zeros(Varint.Padding);
    }

    /// <summary>Decodes a verified block with one code a row.</summary>
    public static FieldColumn Decode(ReadOnlySpan<byte> block, int rows, BlobPart part) => Decode(block, rows, null, part);

    /// <summary>Decodes a verified block, of some rows alone where <paramref name="selected"/> names them.</summary>
    public static FieldColumn Decode(ReadOnlySpan<byte> block, int rows, int[]? selected, BlobPart part)
    {
        var reader = new ByteReader(block, part);
        var texts = reader.Count(bytesEach: 1);
        var numbers = reader.Count(bytesEach: 1);
        if (texts > rows || numbers > rows - texts || texts + numbers == 0)
            part.Fail("the number of values is out of range");
        var values = new PropertyValue[texts + numbers];
        for (var i = 0; i < texts; i++)
            values[i] = new PropertyValue(reader.Text(SegmentLimits.MaxTextBytes));
        DecodeNumbers(ref reader, values.AsSpan(texts), part);
        var bits = BitsFor(values.Length);
        var length = (int)((((long)rows * bits) + 7) / 8);
        if (reader.Remaining != length + Varint.Padding)
            part.Fail("the codes do not fill their column");
        var position = reader.Position;
        reader.Bytes(length);
        reader.EndPadded();
        var codes = new int[selected?.Length ?? rows];
        if (selected is null)
            DecodeCodes(block[position..], codes, bits, values.Length, part);
        for (var i = 0; i < selected?.Length; i++)
            codes[i] = DecodeCode(block[position..], (long)selected[i] * bits, bits, values.Length, part);
        return new FieldColumn(codes, values);
    }

    private static int BitsFor(int values) => values <= 1 ? 0 : BitOperations.Log2((uint)(values - 1)) + 1;

    private static void EncodeNumbers(ByteWriter target, ReadOnlySpan<double> numbers)
    {
        if (numbers.IsEmpty)
            return;
        var scale = ScaleOf(numbers);
        target.Byte(scale);
        if (scale == Raw)
        {
            foreach (var number in numbers)
                target.Number(number);
            return;
        }
        var factor = Math.Pow(10, scale);
        var previous = 0L;
        for (var i = 0; i < numbers.Length; i++)
        {
            var integer = (long)Math.Round(numbers[i] * factor);
            target.Varint(i == 0 ? (ulong)((integer << 1) ^ (integer >> 63)) : (ulong)(integer - previous));
            previous = integer;
        }
    }

    private static void DecodeNumbers(ref ByteReader reader, Span<PropertyValue> values, BlobPart part)
    {
        if (values.IsEmpty)
            return;
        var scale = reader.Byte();
        if (scale > MaxScale && scale != Raw)
            part.Fail("the scale of the numbers is out of range");
        var factor = Math.Pow(10, scale);
        var integer = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            if (scale == Raw)
            {
                values[i] = new PropertyValue(reader.Number());
                continue;
            }
            var stored = (long)reader.Varint(Varint.Max);
            integer = i == 0 ? (stored >> 1) ^ -(stored & 1) : integer + stored;
            if (Math.Abs((double)integer) > MaxInteger)
                part.Fail("a number is out of range");
            values[i] = new PropertyValue(integer / factor);
        }
    }

    /// <summary>The fewest decimals with which all numbers are integers that read back exactly.</summary>
    private static byte ScaleOf(ReadOnlySpan<double> numbers)
    {
        for (byte scale = 0; scale <= MaxScale; scale++)
        {
            var factor = Math.Pow(10, scale);
            var exact = true;
            var previous = double.NegativeInfinity;
            foreach (var number in numbers)
            {
                var integer = Math.Round(number * factor);
                exact = Math.Abs(integer) <= MaxInteger && integer > previous
                    && BitConverter.DoubleToInt64Bits((long)integer / factor) == BitConverter.DoubleToInt64Bits(number);
                if (!exact)
                    break;
                previous = integer;
            }
            if (exact)
                return scale;
        }
        return Raw;
    }

    private static void EncodeCodes(ByteWriter target, ReadOnlySpan<int> codes, int bits)
    {
        if (bits == 0)
            return;
        var bytes = target.Append((int)((((long)codes.Length * bits) + 7) / 8));
        ulong pending = 0;
        var (count, at) = (0, 0);
        foreach (var code in codes)
        {
            // A code has at most 31 bits, and less than 32 wait.
            pending |= (ulong)(uint)code << count;
            count += bits;
            if (count < 32)
                continue;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], (uint)pending);
            (at, count, pending) = (at + sizeof(uint), count - 32, pending >> 32);
        }

        for (; count > 0; count -= 8, pending >>= 8)
            bytes[at++] = (byte)pending;
    }

    private static void DecodeCodes(ReadOnlySpan<byte> data, Span<int> codes, int bits, int values, BlobPart part)
    {
        if (bits == 0)
            return;
        long at = 0;
        for (var row = 0; row < codes.Length; row++, at += bits)
            codes[row] = DecodeCode(data, at, bits, values, part);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DecodeCode(ReadOnlySpan<byte> data, long at, int bits, int values, BlobPart part)
    {
        var code = (BinaryPrimitives.ReadUInt64LittleEndian(data[(int)(at >> 3)..]) >> (int)(at & 7)) & ((1UL << bits) - 1);
        if (code >= (ulong)values)
            part.Fail("a code is out of range");
        return (int)code;
    }
}
