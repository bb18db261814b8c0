using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Storage.Rows;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// The one way in which a partition changes: number the contacts, drop repeats, write a segment and what is new of the contact
/// dictionary, then replace the manifest if nobody else did. A commit that breaks off before that leaves orphans and nothing else.
/// </summary>
internal sealed class PartitionCommitter(
    ActivityContainer container, ManifestBlobs manifests, SegmentBlobs segments, ActivityStorageOptions options, IdSource ids, TimeProvider time, ILogger logger)
{
    /// <summary>Losing so often to others means that something else is wrong.</summary>
    private const int MaxAttempts = 100;
    private readonly RepeatFinder _repeats = new(segments);
    private readonly ContactStretches _stretches = new(container, ids);
    private readonly PartitionChangeLog _changes = new(container, segments, options, ids, time);
    private long _cachedContacts;

    /// <summary>Commits what an input has for a partition.</summary>
    public async Task<CommitCounts> CommitAsync(PartitionState state, ICommitInput input, CancellationToken cancellation)
    {
        await state.Gate.WaitAsync(cancellation);
        Interlocked.Add(ref _cachedContacts, -(state.Contacts?.Count ?? 0));
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                if (await TryCommitAsync(state, input, cancellation) is { } counts)
                    return counts;
                logger.CommitLost(state.Partition);
            }
            throw new ContentionException(ActivityBlobNames.Manifest(state.Partition), MaxAttempts);
        }
        catch
        {
            state.Forget();
            throw;
        }
        finally
        {
            if (Interlocked.Add(ref _cachedContacts, state.Contacts?.Count ?? 0) > options.CachedContacts)
            {
                Interlocked.Add(ref _cachedContacts, -(state.Contacts?.Count ?? 0));
                state.ForgetContacts();
            }
            state.Gate.Release();
        }
    }

    private async Task<CommitCounts?> TryCommitAsync(PartitionState state, ICommitInput input, CancellationToken cancellation)
    {
        var stored = state.Stored ??= await manifests.ReadAsync(state.Partition, null, cancellation);
        var frames = await input.ReadBeyondAsync(stored.Manifest, cancellation);
        var contacts = frames.Count == 0 ? null : await state.ContactsAsync(segments, stored.Manifest, cancellation);
        var rows = contacts is null ? null : await ReadAsync(stored.Manifest, contacts, frames, cancellation);
        var fresh = rows?.Count ?? 0;
        var counts = new CommitCounts(fresh, frames.Sum(slice => slice.Count) - fresh);
        if (fresh == 0 && !input.IsBehind(stored.Manifest))
            return counts;
        var next = input.Advance(stored.Manifest with { Epoch = stored.Manifest.Epoch + 1 });
        if (fresh > 0)
        {
            var (writing, recording) = (
                WriteAsync(next, contacts!, rows!, cancellation), _changes.RecordAsync(next with { Contacts = contacts!.Count }, rows!.Changes(), cancellation));
            await Task.WhenAll(writing, recording);
            next = PartitionChangeLog.Merge(await writing, await recording);
        }
        if (await manifests.TryReplaceAsync(next, stored.ETag, cancellation) is { } replaced)
        {
            state.Stored = replaced;
            logger.Committed(state.Partition, fresh, frames.Sum(slice => slice.Count) - fresh, next.Epoch, Math.Max(0, stored.Manifest.Segments.Count + 1 - next.Segments.Count));
            return counts;
        }
        state.Forget();
        state.Stored = await manifests.ReadAsync(state.Partition, null, cancellation);
        // Our own segment in there means that only the answer of an earlier try was lost.
        return fresh > 0 && state.Stored.Manifest.Segments.Any(segment => segment.Name == next.Segments[^1].Name) ? counts : null;
    }

    private async Task<PartitionRows> ReadAsync(
        PartitionManifest manifest, ContactNumbers contacts, IReadOnlyList<FrameSlice> frames, CancellationToken cancellation)
    {
        var rows = PartitionRows.Read(frames, contacts);
        var repeats = await _repeats.FindAsync(manifest.Segments, rows, manifest.Contacts, cancellation);
        if (repeats.Count > 0)
            rows.Drop(repeats);
        return rows;
    }

    private async Task<PartitionManifest> WriteAsync(
        PartitionManifest manifest, ContactNumbers contacts, PartitionRows fresh, CancellationToken cancellation)
    {
        var sizes = manifest.Segments.Select(segment => segment.Activities).ToList();
        var merged = CompactionPolicy.Choose(sizes, fresh.Count, options.MaxSegments, options.MaxMergedActivities).Select(i => manifest.Segments[i]).ToList();
        var builder = new SegmentBuilder();
        foreach (var old in merged)
            builder.Add(await segments.ReadAsync(old, cancellation));
        builder.Add(fresh);
        var bytes = builder.Build();
        var level = merged.Count == 0 ? 0 : merged.Max(old => old.Level) + 1;
        var segment = new ManifestSegment(
            ActivityBlobNames.Segment(manifest.Partition, level, ids.NewId()), bytes.Bytes.Length, bytes.FooterOffset, bytes.Activities, level);
        var (stretches, replacedStretches) = await _stretches.WriteAsync(manifest, contacts, cancellation);
        await container.PutAsync(segment.Name, bytes.Bytes, cancellation);
        segments.Keep(segment.Name, bytes.Bytes);
        return manifest with
        {
            Contacts = contacts.Count,
            Activities = manifest.Activities + fresh.Count,
            Segments = [.. manifest.Segments.Except(merged), segment],
            ContactNumbers = stretches,
            Replaced = ReplacedBlobs.Add(manifest, merged.Select(old => old.Name).Concat(replacedStretches), options, time),
        };
    }
}
