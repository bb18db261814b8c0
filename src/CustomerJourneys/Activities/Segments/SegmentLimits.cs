namespace CustomerJourneys.Activities.Segments;

/// <summary>Constants of the segment format; see <c>docs/storage-format.md</c>.</summary>
public static class SegmentLimits
{
    /// <summary>The version that is written.</summary>
    public const ushort Version = 2;

    /// <summary>The earliest version that is read: it has a filter of 4 bytes an activity, and is the same otherwise.</summary>
    public const ushort FirstVersion = 1;

    /// <summary>The bytes after the footer: length and checksum of the footer, version, magic.</summary>
    public const int TrailerLength = 16;

    /// <summary>The earliest time, year 1, in milliseconds since 1970.</summary>
    public const long MinTime = -62_135_596_800_000;

    /// <summary>The latest time, the end of year 9999, in milliseconds since 1970.</summary>
    public const long MaxTime = 253_402_300_799_999;

    /// <summary>The most bytes of a contact id, an activity id or a type in UTF-8.</summary>
    public const int MaxIdBytes = 512;

    /// <summary>The most bytes of any other text in UTF-8.</summary>
    public const int MaxTextBytes = 64 * 1024;

    internal const uint HeaderMagic = 0x47534A43; // "CJSG"
    internal const uint TrailerMagic = 0x45534A43; // "CJSE"
    internal const int HeaderLength = 8;
    internal const int IdBlockRows = 4096;
    internal const int FilterPageRows = 2048;
    internal const int MaxFilterBits = 24;

    /// <summary>
    /// How many bits of a hash the filter keeps beyond those that its place tells: of the absent ids that are asked for, one in some 2^16
    /// to 2^15 seems present. Each costs some id blocks read in vain; a bit less would double that and save an eighth of a byte.
    /// </summary>
    internal const int FilterLowBits = 16;
    internal const int MinFilterLowBits = 8;
    internal const int MaxFilterLowBits = 32;
}
