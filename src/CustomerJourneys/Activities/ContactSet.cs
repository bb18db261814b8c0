using System.Numerics;

namespace CustomerJourneys.Activities;

/// <summary>Which of a partition's contacts have a run in a part: one bit a contact, and how many there are before each 64 of them.</summary>
/// <remarks>Says in a few steps where a contact's run is, and lets many contacts be gone through at once.</remarks>
public sealed class ContactSet
{
    // Blocks of contacts are looked at whole, so that there are words for all contacts of the last one.
    private const int WordsAtOnce = 32;

    private readonly ulong[] _words;
    private readonly int[] _before;

    /// <summary>Creates a set.</summary>
    /// <param name="contacts">The contacts' numbers; rise.</param>
    public ContactSet(ReadOnlySpan<int> contacts)
    {
        Count = contacts.Length;
        var words = contacts.IsEmpty ? 0 : (contacts[^1] >> 6) + 1;
        _words = new ulong[(words + WordsAtOnce - 1) / WordsAtOnce * WordsAtOnce];
        foreach (var contact in contacts)
            _words[contact >> 6] |= 1UL << contact;
        _before = new int[_words.Length];
        var count = 0;
        for (var word = 0; word < _words.Length; word++)
        {
            _before[word] = count;
            count += BitOperations.PopCount(_words[word]);
        }
    }

    /// <summary>How many contacts.</summary>
    public int Count { get; }

    /// <summary>One bit a contact, 64 a word, the lowest bit first; a multiple of 2,048 contacts, as many as hold the last one.</summary>
    internal ulong[] Words => _words;

    /// <summary>How many contacts of the set have a number below this one: the place of the run of the first contact that has not.</summary>
    public int CountBelow(int contact)
    {
        var word = contact >> 6;
        return word >= _words.Length ? Count : _before[word] + BitOperations.PopCount(_words[word] & ((1UL << contact) - 1));
    }
}
