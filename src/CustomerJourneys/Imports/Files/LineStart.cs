namespace CustomerJourneys.Imports.Files;

/// <summary>What both formats do where a line begins.</summary>
internal static class LineStart
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Passes a byte order mark at the start of the file.</summary>
    /// <exception cref="ImportFileException">The file is empty, or plainly no UTF-8 text.</exception>
    public static async ValueTask PassByteOrderMarkAsync(ByteWindow window, CancellationToken cancellation)
    {
        while (window.Unread.Length < ByteOrderMark.Length && !window.Ended)
            await window.MoreAsync(cancellation);
        if (window.Unread.StartsWith(ByteOrderMark))
            window.Advance(ByteOrderMark.Length);
        else if (window.Unread is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
            throw new ImportFileException("import_encoding_unsupported", "The file must be UTF-8; this one is UTF-16.");
        else if (window.Unread is [0x1F, 0x8B, ..])
            throw new ImportFileException("import_encoding_unsupported", "The file is compressed with gzip, and the import does not say so.");
        if (!await PassBlankLinesAsync(window, cancellation))
            throw new ImportFileException("import_empty", "The file is empty.");
    }

    /// <summary>Passes empty lines.</summary>
    /// <returns>Whether anything follows.</returns>
    public static async ValueTask<bool> PassBlankLinesAsync(ByteWindow window, CancellationToken cancellation)
    {
        while (!TryPassBlankLines(window))
            await window.MoreAsync(cancellation);
        return window.Unread.Length > 0;
    }

    /// <summary>Passes the rest of an over-long line.</summary>
    public static async ValueTask PassLineAsync(ByteWindow window, CancellationToken cancellation)
    {
        while (true)
        {
            var end = window.Unread.IndexOf((byte)'\n');
            window.Advance(end < 0 ? window.Unread.Length : end + 1);
            if (end >= 0 || window.Ended)
                return;
            await window.MoreAsync(cancellation);
        }
    }

    // false when more must be seen.
    private static bool TryPassBlankLines(ByteWindow window)
    {
        while (true)
        {
            switch (window.Unread)
            {
                case [(byte)'\n', ..]: window.Advance(1); break;
                case [(byte)'\r', (byte)'\n', ..]: window.Advance(2); break;
                case [(byte)'\r'] when window.Ended: window.Advance(1); break;
                case [] or [(byte)'\r']: return window.Ended;
                default: return true;
            }
        }
    }
}
