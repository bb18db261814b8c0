using System.Numerics;

namespace CustomerJourneys.Activities.Changes;

/// <summary>Gathers the contacts that a commit changes, in any order and with repeats.</summary>
public sealed class ChangedContacts
{
    private const int BitsOfWord = 64;
    private readonly Dictionary<string, List<int>> _types = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<int> _wholly = [];
    private string? _lastType;
    private List<int> _last = [];

    /// <summary>Notes that a contact got or lost activities of a type.</summary>
    public void Add(string type, int contact)
    {
        // Types mostly share one string and come in runs, and most activities of a contact come together.
        if (!ReferenceEquals(type, _lastType))
            (_lastType, _last) = (type, Of(type));
        if (_last.Count == 0 || _last[^1] != contact)
            _last.Add(contact);
    }

    /// <summary>Notes that anything about a contact may have changed.</summary>
    public void AddWholly(int contact) => _wholly.Add(contact);

    /// <summary>Adds the changes of another commit.</summary>
    public void Add(PartitionChanges changes)
    {
        foreach (var (type, contacts) in changes.ByType)
            Of(type).AddRange(contacts);
        _wholly.AddRange(changes.Wholly);
    }

    /// <summary>What was gathered, sorted and without repeats.</summary>
    public PartitionChanges Build() =>
        new(_types.ToDictionary(type => type.Key, type => Sorted(type.Value), StringComparer.OrdinalIgnoreCase), Sorted(_wholly));

    private List<int> Of(string type)
    {
        if (!_types.TryGetValue(type, out var contacts))
            _types.Add(type, contacts = []);
        return contacts;
    }

    private static int[] Sorted(List<int> contacts)
    {
        var end = contacts.Count == 0 ? 0 : contacts.Max() + 1;
        if (contacts.Count < end / BitsOfWord)
            return [.. contacts.Distinct().Order()];
        // Many of all contacts: a bit for each sorts them, and repeats fall.
        var words = new ulong[(end + BitsOfWord - 1) / BitsOfWord];
        foreach (var contact in contacts)
            words[contact / BitsOfWord] |= 1UL << (contact % BitsOfWord);
        var sorted = new int[words.Sum(word => BitOperations.PopCount(word))];
        var next = 0;
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
                sorted[next++] = (word * BitsOfWord) + BitOperations.TrailingZeroCount(bits);
        }
        return sorted;
    }
}
