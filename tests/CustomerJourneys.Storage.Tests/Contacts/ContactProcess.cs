using System.Text;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Contacts;
using CustomerJourneys.Storage.Contacts;
using CustomerJourneys.Storage.Tests.Activities;

namespace CustomerJourneys.Storage.Tests.Contacts;

/// <summary>All that a process knows of contacts, over storage that other processes use as well.</summary>
internal sealed class ContactProcess
{
    public ContactProcess(TestStorage storage, StoreUnderTest store, RequestPolicy? policy = null, TimeSpan ahead = default)
    {
        var time = new ShiftedTime(ahead);
        Store = store.Process(policy, store.Options with { Parallelism = 1 });
        Emails = new TableContactEmailStore(policy is null ? storage.Tables : storage.Through(policy).Tables, time);
        Reader = new ContactReader(new SharedFold(Store.Store), Store.Store, Store.Store);
        List = new ContactList(new SharedFold(Store.Store), Store.Store);
        var clock = new ContactClock(time);
        Identity = new ContactIdentity(Emails, Store.Store, Reader, clock, time);
        Profiles = new ContactProfiles(Store.Log, Store.Store, Identity, clock, TestStorage.Ids);
        Erasure = new ContactErasure(Reader, Emails, Store.Store);
    }

    public StoreProcess Store { get; }

    public TableContactEmailStore Emails { get; }

    public ContactReader Reader { get; }

    public ContactList List { get; }

    public ContactIdentity Identity { get; }

    public ContactProfiles Profiles { get; }

    public ContactErasure Erasure { get; }

    public Task SaveAsync(string contactId, string json) => Profiles.SaveAsync(contactId, Encoding.UTF8.GetBytes(json), default);

    /// <summary>A store that can erase.</summary>
    public static StoreUnderTest StoreOf(AzuriteOfRun azurite, int partitions)
    {
        var plain = new StoreUnderTest(azurite.ConnectionString, partitions);
        return new StoreUnderTest(azurite.ConnectionString, partitions)
        {
            Options = plain.Options with { ErasureKey = new ErasureKey("a secret of tests only") },
        };
    }
}
