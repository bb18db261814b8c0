using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>Puts entries that are in order by time in order by contact id where times are equal. Ids are ASCII, so the order of their bytes is the ordinal one.</summary>
/// <param name="numbers">Tells ids.</param>
/// <param name="entries">The entries, by time, with all of each time.</param>
internal sealed class StageListOrder(IContactNumbers numbers, List<NumberedEntry> entries)
{
    private readonly (ContactIds Ids, int Index)[] _ids = new (ContactIds, int)[entries.Count];

    /// <summary>The first entries after a place. Contacts who were erased since are left out.</summary>
    /// <param name="after">The place; <see langword="null"/> for the beginning.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<List<StageKey>> OrderAsync(StageKey? after, int limit, CancellationToken cancellation)
    {
        await FindIdsAsync(cancellation);
        var ordered = new List<StageKey>(Math.Min(limit, entries.Count));
        for (int first = 0, end; first < entries.Count && ordered.Count < limit; first = end)
        {
            end = first + 1;
            while (end < entries.Count && entries[end].Time == entries[first].Time)
                end++;
            OrderOne(first, end, after is { } key && key.Time == entries[first].Time ? Encoding.ASCII.GetBytes(key.ContactId) : [], limit - ordered.Count, ordered);
        }

        return ordered;
    }

    private async Task FindIdsAsync(CancellationToken cancellation)
    {
        var byPartition = Enumerable.Range(0, entries.Count).GroupBy(place => entries[place].Partition).ToList();
        var found = await numbers.FindIdsAsync(
            byPartition.ConvertAll(places => new NumberedContacts(places.Key, [.. places.Select(place => entries[place].Contact)])), cancellation);
        for (var i = 0; i < byPartition.Count; i++)
        {
            var index = 0;
            foreach (var place in byPartition[i])
                _ids[place] = (found[i], index++);
        }
    }

    // Entries of one time: those that come after an id, as many as are wanted.
    private void OrderOne(int first, int end, byte[] after, int limit, List<StageKey> ordered)
    {
        var places = new List<int>();
        for (var place = first; place < end; place++)
        {
            var id = IdOf(place);
            if (!id.IsEmpty && (after.Length == 0 || id.SequenceCompareTo(after) > 0))
                places.Add(place);
        }

        // Of very many only the least are sought.
        if (places.Count > limit)
            places = Least(places, limit);
        if (places.Count > 1)
            places.Sort((a, b) => IdOf(a).SequenceCompareTo(IdOf(b)));
        foreach (var place in places)
            ordered.Add(new StageKey(entries[place].Time, Encoding.ASCII.GetString(IdOf(place))));
    }

    private List<int> Least(List<int> places, int count)
    {
        var greatestFirst = Comparer<int>.Create((a, b) => IdOf(b).SequenceCompareTo(IdOf(a)));
        var least = new PriorityQueue<int, int>(count + 1, greatestFirst);
        foreach (var place in places)
        {
            if (least.Count < count)
                least.Enqueue(place, place);
            else if (IdOf(place).SequenceCompareTo(IdOf(least.Peek())) < 0)
                least.DequeueEnqueue(place, place);
        }

        return [.. least.UnorderedItems.Select(item => item.Element)];
    }

    private ReadOnlySpan<byte> IdOf(int place) => _ids[place].Ids[_ids[place].Index];
}
