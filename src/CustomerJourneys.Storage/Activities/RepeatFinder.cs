using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// Finds which activities are in segments already. The segments' filters answer for almost all; where one says yes, the id
/// blocks that cover the contact are read: of the activity's own type first, since a repeat nearly always has it.
/// </summary>
internal sealed class RepeatFinder(SegmentBlobs blobs)
{
    private const int FewCandidates = 4_096;
    private const int ParallelProbes = 4;

    /// <summary>The positions of the repeats.</summary>
    public async Task<HashSet<int>> FindAsync(
        IReadOnlyList<ManifestSegment> segments, PartitionRows activities, int knownContacts, CancellationToken cancellation)
    {
        var repeats = new HashSet<int>();
        var candidates = CandidatesOf(activities, knownContacts);
        // Few wait for storage most of the time: several segments are asked at once. Of many each repeat that is found is one less to ask the next segment for.
        var atOnce = candidates.Count <= FewCandidates ? ParallelProbes : 1;
        foreach (var several in segments.Chunk(atOnce))
        {
            if (candidates.Count == 0)
                break;
            foreach (var (index, hits) in await Task.WhenAll(several.Select(segment => ProbeAsync(segment, candidates, cancellation))))
            {
                if (hits.Count == 0)
                    continue;
                await ConfirmAsync(index, hits, activities, repeats, ownType: true, cancellation);
                await ConfirmAsync(index, hits, activities, repeats, ownType: false, cancellation);
            }
            candidates.RemoveAll(candidate => repeats.Contains(candidate.Position));
        }
        return repeats;
    }

    private async Task<(SegmentIndex Index, List<Candidate> Hits)> ProbeAsync(ManifestSegment segment, List<Candidate> candidates, CancellationToken cancellation)
    {
        var index = await blobs.IndexAsync(segment, cancellation);
        var hits = new List<Candidate>();
        var filter = index.Filter;
        // Both are in the order of the hashes, so each page is asked once, for a stretch of the candidates.
        var pages = candidates.Select(candidate => filter.PageOf(candidate.Hash)).Distinct()
            .Where(page => filter.Pages[page].Length > 0).Select(page => (page, filter.Pages[page]));
        var next = 0;
        await foreach (var (page, bytes) in blobs.BlocksAsync(index.Segment, pages, isKept: false, cancellation))
        {
            new SegmentBlocks(index).VerifyFilterPage(page, bytes.Span);
            for (; next < candidates.Count && filter.PageOf(candidates[next].Hash) <= page; next++)
            {
                if (filter.PageOf(candidates[next].Hash) == page && filter.Contains(bytes.Span, candidates[next].Hash))
                    hits.Add(candidates[next]);
            }
        }
        return (index, hits);
    }

    private async Task ConfirmAsync(
        SegmentIndex index, List<Candidate> hits, PartitionRows activities, HashSet<int> repeats, bool ownType, CancellationToken cancellation)
    {
        var open = hits.FindAll(hit => !repeats.Contains(hit.Position));
        var wanted = new List<((SegmentGroup, SegmentIds), BlockRef)>();
        foreach (var group in index.Groups)
        {
            var isOwn = activities.Types.Select(type => string.Equals(type, group.Type, StringComparison.OrdinalIgnoreCase) == ownType).ToArray();
            var contacts = open.Where(hit => isOwn[activities.TypeOf(hit.Position)]).Select(hit => activities.ContactOf(hit.Position)).Order().ToArray();
            wanted.AddRange(group.Ids.Where(block => Covers(block, contacts)).Select(block => ((group, block), block.Block)));
        }
        if (wanted.Count == 0)
            return;
        var hashes = open.ConvertAll(hit => hit.Hash).ToArray();
        await foreach (var ((group, block), bytes) in blobs.BlocksAsync(index.Segment, wanted, isKept: false, cancellation))
        {
            var ids = new ActivityIds();
            var contacts = new SegmentBlocks(index).Ids(group, block, bytes.Span, ids);
            for (var row = 0; row < contacts.Length; row++)
                Match(contacts[row], ids[row], open, hashes, activities, repeats);
        }
    }

    private static void Match(
        int contact, ReadOnlySpan<byte> id, List<Candidate> open, ulong[] hashes, PartitionRows activities, HashSet<int> repeats)
    {
        var hash = ActivityHash.Compute(contact, id);
        var at = Array.BinarySearch(hashes, hash);
        if (at < 0)
            return;
        while (at > 0 && hashes[at - 1] == hash)
            at--;
        for (; at < hashes.Length && hashes[at] == hash; at++)
        {
            var position = open[at].Position;
            if (activities.ContactOf(position) == contact && activities.IdOf(position).SequenceEqual(id))
                repeats.Add(position);
        }
    }

    private static bool Covers(SegmentIds block, int[] sortedContacts)
    {
        var at = Array.BinarySearch(sortedContacts, block.FirstContact);
        return at >= 0 || (~at < sortedContacts.Length && sortedContacts[~at] <= block.LastContact);
    }

    // In the order of their hashes.
    private static List<Candidate> CandidatesOf(PartitionRows activities, int knownContacts)
    {
        var positions = new List<int>();
        for (var i = 0; i < activities.Count; i++)
        {
            // A contact that no manifest knows has no activities yet.
            if (activities.ContactOf(i) < knownContacts)
                positions.Add(i);
        }
        var rows = positions.ToArray();
        var hashes = Array.ConvertAll(rows, activities.HashOf);
        RowOrder.Sort(hashes, rows, 64);
        return [.. rows.Select((row, i) => new Candidate(row, hashes[i]))];
    }

    private readonly record struct Candidate(int Position, ulong Hash);
}
