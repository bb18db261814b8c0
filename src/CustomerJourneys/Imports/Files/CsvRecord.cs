using System.Buffers;

namespace CustomerJourneys.Imports.Files;

/// <summary>
/// One record of comma-separated values (RFC 4180), found in bytes without copying them. A quote may stand only at both ends of a
/// field, or doubled inside such a field; a record ends at LF or CR LF outside of quotes, or at the end of the file.
/// </summary>
/// <param name="maxFields">The most fields that are kept; those beyond are counted only.</param>
internal sealed class CsvRecord(int maxFields)
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create(",\n\""u8);
    private (int Start, int Length, bool IsEscaped)[] _fields = new (int, int, bool)[Math.Min(maxFields, 64)];

    /// <summary>What <see cref="Scan"/> found.</summary>
    public enum Outcome
    {
        /// <summary>A whole record.</summary>
        Whole,

        /// <summary>A line with a quote where none may stand; the next record begins behind it.</summary>
        Misquoted,

        /// <summary>The record goes on behind the bytes.</summary>
        Unfinished,

        /// <summary>The record goes on behind the bytes, inside quotes.</summary>
        UnfinishedQuote,
    }

    /// <summary>How many fields the record has.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the record takes, with its line end.</summary>
    public int Length { get; private set; }

    /// <summary>Finds the record at the start of the bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isEnd">Whether nothing follows them.</param>
    public Outcome Scan(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        Count = 0;
        var at = 0;
        while (true)
        {
            if (at < bytes.Length && bytes[at] == '"')
            {
                if (!TryPassQuoted(bytes, isEnd, ref at))
                    return Outcome.UnfinishedQuote;
                if (at == bytes.Length)
                    return End(at);
                switch (bytes[at])
                {
                    case (byte)',':
                        at++;
                        continue;
                    case (byte)'\n':
                        return End(at + 1);
                    case (byte)'\r' when at + 1 == bytes.Length:
                        return isEnd ? End(at + 1) : Outcome.Unfinished;
                    case (byte)'\r' when bytes[at + 1] == '\n':
                        return End(at + 2);
                    default:
                        return Misquoted(bytes, isEnd, at);
                }
            }

            var length = bytes[at..].IndexOfAny(Marks);
            if (length < 0)
            {
                if (!isEnd)
                    return Outcome.Unfinished;
                AddLast(bytes, at, bytes.Length);
                return End(bytes.Length);
            }

            switch (bytes[at + length])
            {
                case (byte)',':
                    Add(at, length, isEscaped: false);
                    at += length + 1;
                    break;
                case (byte)'\n':
                    AddLast(bytes, at, at + length);
                    return End(at + length + 1);
                default:
                    return Misquoted(bytes, isEnd, at + length);
            }
        }
    }

    /// <summary>The bytes of a field, and whether quotes in them are doubled.</summary>
    public ReadOnlySpan<byte> Field(ReadOnlySpan<byte> bytes, int index, out bool isEscaped)
    {
        (var start, var length, isEscaped) = _fields[index];
        return bytes.Slice(start, length);
    }

    // Leaves the position behind the closing quote; false when there is none, or when the next byte must decide.
    private bool TryPassQuoted(ReadOnlySpan<byte> bytes, bool isEnd, ref int at)
    {
        var start = ++at;
        var isEscaped = false;
        while (true)
        {
            var length = bytes[at..].IndexOf((byte)'"');
            if (length < 0)
                return false;
            at += length + 1;
            if (at == bytes.Length && !isEnd)
                return false;
            if (at == bytes.Length || bytes[at] != '"')
                break;
            isEscaped = true;
            at++;
        }

        Add(start, at - 1 - start, isEscaped);
        return true;
    }

    private Outcome Misquoted(ReadOnlySpan<byte> bytes, bool isEnd, int at)
    {
        var length = bytes[at..].IndexOf((byte)'\n');
        if (length < 0 && !isEnd)
            return Outcome.Unfinished;
        Length = length < 0 ? bytes.Length : at + length + 1;
        return Outcome.Misquoted;
    }

    private void AddLast(ReadOnlySpan<byte> bytes, int start, int end) =>
        Add(start, (end > start && bytes[end - 1] == '\r' ? end - 1 : end) - start, isEscaped: false);

    private void Add(int start, int length, bool isEscaped)
    {
        if (Count == _fields.Length && Count < maxFields)
            Array.Resize(ref _fields, Math.Min(maxFields, Count * 2));
        if (Count < _fields.Length)
            _fields[Count] = (start, length, isEscaped);
        Count++;
    }

    private Outcome End(int length)
    {
        Length = length;
        return Outcome.Whole;
    }
}
