using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Results.States;

/// <summary>Constants of the stage states; see <c>docs/stage-states-format.md</c>.</summary>
internal static class StageStatesFormat
{
    /// <summary>"CJSS".</summary>
    public const uint Magic = 0x53534A43;

    /// <summary>The version that is written, and the only one that is read.</summary>
    public const ushort Version = 2;

    /// <summary>The first version of the evaluation whose results have states of this version.</summary>
    public const int Evaluator = 2;

    /// <summary>A flag: some entries of the first stage have no time, and <see cref="NoTime"/> stands for it.</summary>
    public const ushort HasNoTime = 1;

    /// <summary>A flag: these states hold some contacts only, and replace theirs in earlier states.</summary>
    public const ushort Replaces = 2;

    /// <summary>Stands for the time of a first stage that no activity fulfils: a millisecond before the year 1.</summary>
    public const long NoTime = SegmentLimits.MinTime - 1;

    /// <summary>Magic, version, zero, length and checksum of the index.</summary>
    public const int PreludeLength = 16;

    /// <summary>The most bytes of an index, and of a journey's head.</summary>
    public const int MaxHeadLength = 16 * 1024 * 1024;

    /// <summary>The most bytes of a journey's id.</summary>
    public const int MaxJourneyIdBytes = 512;

    /// <summary>How many entries a block has, about: as many contacts are spread over stretches of time of one length.</summary>
    public const int BlockEntries = 512;

    /// <summary>The most entries of a block, unless they are all of one instant.</summary>
    public const int MaxBlockEntries = 1024;

    /// <summary>The fewest bytes of a block in a head.</summary>
    public const int MinBlockRefLength = 9;

    /// <summary>The most bits of a contact's number.</summary>
    public const int MaxGapBits = 31;

    /// <summary>The most bits of a time within a block: more than lie between the years 1 and 9999.</summary>
    public const int MaxTimeBits = 49;

    /// <summary>The most characters of a contact id.</summary>
    public const int MaxIdLength = SegmentLimits.MaxIdBytes;
}
