using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Storage.Tests.Activities;

namespace CustomerJourneys.Storage.Tests.Contacts;

/// <summary>
/// A process ends between any two of its requests while a contact gives the address of another, or after one took effect and before it knew. What
/// runs every minute in another process leaves no two contacts with one address; nothing is lost, or stored by halves; and the client may ask again.
/// </summary>
[Collection(OnAzurite.Name)]
public sealed class IdentityCrashTests(AzuriteOfRun azurite)
{
    private static readonly TimeSpan Later = 2 * ContactIdentity.Patience;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_AddressOfAnother_CrashAtAnyRequest_IsStoredAndMergedOrNeither(bool afterItTookEffect)
    {
        var merged = 0;
        for (var request = 1; ; request++)
        {
            var (storage, store) = (new TestStorage(azurite), ContactProcess.StoreOf(azurite, 2));
            await PrepareAsync(new ContactProcess(storage, store));
            var crashed = await DiesAsync(storage, store, request, afterItTookEffect, process => process.SaveAsync("giver", Said));
            var other = new ContactProcess(storage, store, ahead: Later);

            await other.Identity.ResumeAsync(default);

            var (giver, holder) = (await other.Reader.FindAsync("giver", default), await other.Reader.FindAsync("holder", default));
            if (giver.ContactId == "giver")
            {
                Assert.Null(giver.Email);
                Assert.Equal("free", giver.TextOf("plan"));
                Assert.Equal("free", holder.TextOf("plan"));
                Assert.Equal((1, 1), (giver.Activities, holder.Activities));
            }
            else
            {
                merged++;
                AssertOne(holder);
            }

            Assert.Empty(await other.Emails.ListPendingAsync(long.MaxValue, default));
            // The client, which got no answer, sends it again.
            await other.SaveAsync("giver", Said);
            AssertOne(await other.Reader.FindAsync("giver", default));
            if (!crashed)
            {
                Assert.InRange(request, 20, 300);
                // Some crashes came early and some late, or nothing was tried.
                Assert.InRange(merged, 5, request - 5);
                return;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Erase_CrashAtAnyRequest_IsErasedByAskingAgain(bool afterItTookEffect)
    {
        for (var request = 1; ; request++)
        {
            var (storage, store) = (new TestStorage(azurite), ContactProcess.StoreOf(azurite, 2));
            var process = new ContactProcess(storage, store);
            await PrepareAsync(process);
            await process.SaveAsync("giver", Said);
            var crashed = await DiesAsync(storage, store, request, afterItTookEffect, dying => dying.Erasure.EraseAsync("giver", default));
            var other = new ContactProcess(storage, store, ahead: Later);

            await other.Erasure.EraseAsync("giver", default);

            Assert.Null(await other.Reader.TryFindAsync("giver", default));
            Assert.Null(await other.Reader.TryFindAsync("holder", default));
            Assert.Empty((await other.List.ReadAsync(null, null, null, default)).Items);
            await other.SaveAsync("new", """{"email":"one@example.com"}""");
            Assert.Empty((await other.Reader.FindAsync("new", default)).MergedIds);
            if (!crashed)
            {
                Assert.InRange(request, 10, 300);
                return;
            }
        }
    }

    private const string Said = """{"email":"One@example.com","firstName":"Given","attributes":{"plan":"pro"}}""";

    private static async Task PrepareAsync(ContactProcess process)
    {
        await process.Store.Store.CommitAsync([new Activity("holder", "1", "click", 1_000), new Activity("giver", "2", "click", 2_000)], default);
        await process.SaveAsync("holder", """{"email":"one@example.com","lastName":"Held","attributes":{"plan":"free"}}""");
        await process.SaveAsync("giver", """{"attributes":{"plan":"free","seats":1}}""");
    }

    private static void AssertOne(ContactProfile contact)
    {
        Assert.Equal("holder", contact.ContactId);
        Assert.Equal("Given Held", contact.Name);
        Assert.Equal("pro", contact.TextOf("plan"));
        Assert.Equal("1", contact.TextOf("seats"));
        Assert.Equal("One@example.com", contact.TextOf("email"));
        Assert.Equal(2, contact.Activities);
        Assert.Equal(["giver"], contact.MergedIds);
    }

    private static async Task<bool> DiesAsync(
        TestStorage storage, StoreUnderTest store, int request, bool afterItTookEffect, Func<ContactProcess, Task> work)
    {
        var (number, dead) = (0, false);
        var policy = new RequestPolicy
        {
            Before = _ =>
            {
                dead |= Interlocked.Increment(ref number) == request && !afterItTookEffect;
                return dead ? Task.FromException(new IOException("the process is gone")) : Task.CompletedTask;
            },
            After = _ =>
            {
                dead |= Volatile.Read(ref number) >= request;
                return dead ? Task.FromException(new IOException("the process is gone")) : Task.CompletedTask;
            },
        };
        try
        {
            await work(new ContactProcess(storage, store, policy));
        }
        catch (Exception) when (dead)
        {
        }

        return dead;
    }
}
