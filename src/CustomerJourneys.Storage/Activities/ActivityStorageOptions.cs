using CustomerJourneys.Activities.Log;
using CustomerJourneys.Activities.Rewriting;

namespace CustomerJourneys.Storage.Activities;

/// <summary>How activities are stored. The defaults are meant for production; tests override them.</summary>
public sealed record ActivityStorageOptions
{
    /// <summary>The blob container of logs, segments and manifests.</summary>
    public string Container { get; init; } = ActivityBlobNames.Container;

    /// <summary>The setting <c>Partitions</c>: how many partitions a new store gets, 1 to 4,096. For a store that exists it must be what that has.</summary>
    public int Partitions { get; init; } = 16;

    /// <summary>A log blob is full after this many appends; Azure allows 50,000.</summary>
    public int MaxLogBlocks { get; init; } = 10_000;

    /// <summary>A log blob is full at this many bytes.</summary>
    public long MaxLogBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most bytes of one append, at most <see cref="LogBlock.MaxLength"/>.</summary>
    public int MaxBlockBytes { get; init; } = LogBlock.MaxLength;

    /// <summary>How many callers' parts (of up to 256 KiB, mostly) may wait for the next append; further callers wait before that.</summary>
    public int AppendQueue { get; init; } = 128;

    /// <summary>How often an append is tried before its callers get the error.</summary>
    public int AppendAttempts { get; init; } = 5;

    /// <summary>The wait after a failed try; it doubles with each.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A log blob that nobody appended to for so long is deleted once it is folded; one that its writer has left is deleted at once.</summary>
    public TimeSpan LogIdleAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many bytes of log a fold holds in memory before it commits them.</summary>
    public long FoldPortionBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A manifest without new activities is rewritten only when it is this many bytes of a log behind, so that they are not read again.</summary>
    public long MaxLogLag { get; init; } = 1024 * 1024;

    /// <summary>How many segments a partition has before a commit merges some.</summary>
    public int MaxSegments { get; init; } = 8;

    /// <summary>The most activities of a merged segment: what a merge holds in memory.</summary>
    public long MaxMergedActivities { get; init; } = 2_000_000;

    /// <summary>How many contacts of all partitions are kept in memory between commits, at about 40 bytes each.</summary>
    public long CachedContacts { get; init; } = 2_000_000;

    /// <summary>How many segments' footers are kept in memory.</summary>
    public int CachedFooters { get; init; } = 2_000;

    /// <summary>The setting <c>ActivityRetentionDays</c>: activities that occurred longer ago are not kept; without it all are.</summary>
    public TimeSpan? MaxActivityAge { get; init; }

    /// <summary>The setting <c>ErasureKey</c>: what ids of erased contacts are hashed with. Without it no contact can be erased.</summary>
    public ErasureKey? ErasureKey { get; init; }
    /// <summary>How many bytes are kept in memory of what recalculations read of segments and contact dictionaries: the next one mostly reads the same.</summary>
    public long CachedBytes { get; init; } = 96 * 1024 * 1024;

    /// <summary>How many bytes of contact ids are kept in memory for lists: some 27 a contact.</summary>
    public long CachedIdBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>How many partitions are worked on at once.</summary>
    public int Parallelism { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>How long a manifest remembers what it replaced, so that the sweeper waits for readers; the longest age that a sweep can keep.</summary>
    public TimeSpan ReplacedRetention { get; init; } = TimeSpan.FromHours(2);
}
