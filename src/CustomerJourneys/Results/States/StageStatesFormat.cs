using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Results.States;

/// <summary>Constants of the stage states; see <c>docs/stage-states-format.md</c>.</summary>
internal static class StageStatesFormat
{
    /// <summary>"CJSS".</summary>
    public const uint Magic = 0x53534A43;

    /// <summary>The version that is written, and the only one that is read.</summary>
    public const ushort Version = 1;

    /// <summary>A flag: some entries of the first stage have no time, and <see cref="NoTime"/> stands for it.</summary>
    public const ushort HasNoTime = 1;

    /// <summary>A flag: these states hold some contacts only, and replace theirs in earlier states.</summary>
    public const ushort Replaces = 2;

    /// <summary>Stands for the time of a first stage that no activity fulfils: a millisecond before the year 1.</summary>
    public const long NoTime = SegmentLimits.MinTime - 1;

    /// <summary>Where the flags are.</summary>
    public const int FlagsOffset = 6;

    /// <summary>Magic, version, flags and the length of the head.</summary>
    public const int PreludeLength = 12;

    /// <summary>The most bytes of a head.</summary>
    public const int MaxHeadLength = 16 * 1024 * 1024;

    /// <summary>How many entries a block has; the last one of a stage may have fewer.</summary>
    public const int BlockEntries = 512;

    /// <summary>The fewest bytes of an entry: one each for time, depth, the id's length and the id.</summary>
    public const int MinEntryLength = 4;

    /// <summary>The most bytes of an entry.</summary>
    public const int MaxEntryLength = sizeof(ulong) + 1 + 2 + MaxIdLength;

    /// <summary>The fewest bytes of a block in the index.</summary>
    public const int MinBlockRefLength = 8;

    /// <summary>The most characters of a contact id.</summary>
    public const int MaxIdLength = SegmentLimits.MaxIdBytes;
}
