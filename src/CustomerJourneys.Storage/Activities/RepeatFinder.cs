using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities;

/// <summary>An activity and the number of its contact in the partition.</summary>
internal readonly record struct NumberedActivity(int Contact, Activity Activity);

/// <summary>
/// Finds which activities are in segments already. The segments' filters answer for almost all; where one says yes, the id
/// blocks that cover the contact are read: of the activity's own type first, since a repeat nearly always has it.
/// </summary>
internal sealed class RepeatFinder(SegmentBlobs blobs)
{
    /// <summary>The positions of the repeats.</summary>
    public async Task<HashSet<int>> FindAsync(
        IReadOnlyList<ManifestSegment> segments, IReadOnlyList<NumberedActivity> activities, int knownContacts, CancellationToken cancellation)
    {
        var repeats = new HashSet<int>();
        var candidates = new List<Candidate>();
        for (var i = 0; i < activities.Count; i++)
        {
            // A contact that no manifest knows has no activities yet.
            if (activities[i].Contact < knownContacts)
                candidates.Add(new Candidate(i, HashOf(activities[i])));
        }
        candidates.Sort((a, b) => a.Hash.CompareTo(b.Hash));
        foreach (var segment in segments)
        {
            if (candidates.Count == 0)
                break;
            var index = await blobs.IndexAsync(segment, cancellation);
            var hits = await ProbeAsync(index, candidates, cancellation);
            if (hits.Count == 0)
                continue;
            await ConfirmAsync(index, hits, activities, repeats, ownType: true, cancellation);
            await ConfirmAsync(index, hits, activities, repeats, ownType: false, cancellation);
            candidates.RemoveAll(candidate => repeats.Contains(candidate.Position));
        }
        return repeats;
    }

    private async Task<List<Candidate>> ProbeAsync(SegmentIndex index, List<Candidate> candidates, CancellationToken cancellation)
    {
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
        return hits;
    }

    private async Task ConfirmAsync(
        SegmentIndex index, List<Candidate> hits, IReadOnlyList<NumberedActivity> activities, HashSet<int> repeats, bool ownType, CancellationToken cancellation)
    {
        var open = hits.FindAll(hit => !repeats.Contains(hit.Position));
        var wanted = new List<((SegmentGroup, SegmentIds), BlockRef)>();
        foreach (var group in index.Groups)
        {
            var contacts = open.Select(hit => activities[hit.Position])
                .Where(hit => string.Equals(hit.Activity.Type, group.Type, StringComparison.OrdinalIgnoreCase) == ownType)
                .Select(hit => hit.Contact).Order().ToArray();
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
        int contact, ReadOnlySpan<byte> id, List<Candidate> open, ulong[] hashes, IReadOnlyList<NumberedActivity> activities, HashSet<int> repeats)
    {
        var hash = ActivityHash.Compute(contact, id);
        var at = Array.BinarySearch(hashes, hash);
        if (at < 0)
            return;
        while (at > 0 && hashes[at - 1] == hash)
            at--;
        for (; at < hashes.Length && hashes[at] == hash; at++)
        {
            var (number, activity) = activities[open[at].Position];
            if (number == contact && activity.Id == Encoding.UTF8.GetString(id))
                repeats.Add(open[at].Position);
        }
    }

    private static bool Covers(SegmentIds block, int[] sortedContacts)
    {
        var at = Array.BinarySearch(sortedContacts, block.FirstContact);
        return at >= 0 || (~at < sortedContacts.Length && sortedContacts[~at] <= block.LastContact);
    }

    private static ulong HashOf(NumberedActivity activity)
    {
        Span<byte> utf8 = stackalloc byte[SegmentLimits.MaxIdBytes];
        return ActivityHash.Compute(activity.Contact, utf8[..Encoding.UTF8.GetBytes(activity.Activity.Id, utf8)]);
    }

    private readonly record struct Candidate(int Position, ulong Hash);
}
