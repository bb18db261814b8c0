namespace CustomerJourneys.Activities.Rewriting;

/// <summary>The contacts of a partition that were merged or erased. Immutable.</summary>
public sealed class RemovedContacts
{
    private readonly Dictionary<string, MergedContact> _merged;
    private readonly Dictionary<string, ErasedContact> _erased;

    /// <summary>Creates the set.</summary>
    /// <param name="contacts">Each number once.</param>
    /// <param name="keyCheck">What tells the erasure key of the hashes, in hexadecimal; empty without erased contacts.</param>
    public RemovedContacts(IEnumerable<RemovedContact> contacts, string keyCheck)
    {
        All = [.. contacts.OrderBy(contact => contact.Contact)];
        KeyCheck = keyCheck;
        _merged = All.OfType<MergedContact>().ToDictionary(contact => contact.Id, StringComparer.Ordinal);
        _erased = All.OfType<ErasedContact>().ToDictionary(contact => contact.Hash, StringComparer.Ordinal);
        Pending = [.. All.Where(contact => contact.IsPending).Select(contact => contact.Contact)];
    }

    /// <summary>Nobody.</summary>
    public static RemovedContacts None { get; } = new([], "");

    /// <summary>All of them, by number.</summary>
    public IReadOnlyList<RemovedContact> All { get; }

    /// <summary>What tells the erasure key of the hashes.</summary>
    public string KeyCheck { get; }

    /// <summary>The numbers, ascending, of which something may still be stored.</summary>
    public IReadOnlyList<int> Pending { get; }

    /// <summary>What became of an id, or <see langword="null"/> if it stands for a contact, or for none yet.</summary>
    /// <exception cref="Problems.ProblemException">There are erased contacts, and no key or another one.</exception>
    public RemovedContact? Find(string contactId, ErasureKey? key)
    {
        if (_merged.TryGetValue(contactId, out var merged))
            return merged;
        if (_erased.Count == 0)
            return null;
        CheckKey(key);
        return _erased.GetValueOrDefault(Convert.ToHexStringLower(key!.HashOf(contactId)));
    }

    /// <summary>The same with a contact merged.</summary>
    public RemovedContacts WithMerged(int contact, string id, string survivor) =>
        new([.. Without(contact), new MergedContact(contact, true, id, survivor)], KeyCheck);

    /// <summary>The same with a contact erased; one that was merged before is erased from then on.</summary>
    public RemovedContacts WithErased(int contact, string id, ErasureKey? key)
    {
        if (_erased.Count > 0)
            CheckKey(key);
        var known = key ?? throw ErasureKey.Missing();
        return new([.. Without(contact), new ErasedContact(contact, true, Convert.ToHexStringLower(known.HashOf(id)))], Convert.ToHexStringLower(known.Check()));
    }

    /// <summary>The same when nothing is stored of them any more.</summary>
    public RemovedContacts Rewritten() => new(All.Select(contact => contact with { IsPending = false }), KeyCheck);

    private IEnumerable<RemovedContact> Without(int contact) => All.Where(other => other.Contact != contact);

    private void CheckKey(ErasureKey? key)
    {
        if (key is null)
            throw ErasureKey.Missing();
        if (Convert.ToHexStringLower(key.Check()) != KeyCheck)
            throw ErasureKey.Differs();
    }
}
