using System.Globalization;
using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Storage.Contacts;
using CustomerJourneys.Storage.Tests.Activities;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Contacts;

[Collection(OnAzurite.Name)]
public sealed class StoredContactTests(AzuriteOfRun azurite)
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task ReadContact_SeveralSegments_IsWhatWasStoredOfIt(int partitions)
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions);
        var process = store.Process();
        var all = RandomActivities.Many(seed: 11, count: 9_000, contacts: 40);
        foreach (var part in all.Chunk(2_500))
            await process.Store.CommitAsync(part, default);
        await process.Log.AppendAsync([.. all.Take(50)], default);
        var pins = await process.Store.FoldAsync(default);

        foreach (var activities in all.GroupBy(activity => activity.ContactId))
        {
            var snapshot = await process.Store.OpenAsync(pins[PartitionMap.PartitionOf(activities.Key, partitions)], default);
            var read = await snapshot.ReadContactAsync(activities.Key, default);
            Assert.Equal(activities.Select(Text).Order(StringComparer.Ordinal), read!.Select(Text).Order(StringComparer.Ordinal));
        }

        Assert.Null(await (await process.Store.OpenAsync(pins[0], default)).ReadContactAsync("nobody", default));
    }

    [Fact]
    public async Task ReadContacts_RandomChanges_AreTheLatestValuesOfEachContact()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 2);
        var process = store.Process();
        var random = new Random(5);
        var clock = new ContactClock(TimeProvider.System);
        string[] names = ["plan", "seats", "email"];
        var expected = new Dictionary<(string Contact, string Name), PropertyValue>();
        for (var commit = 0; commit < 12; commit++)
        {
            var rows = new List<Activity>();
            for (var i = 0; i < 30; i++)
            {
                var contact = "c" + random.Next(25).ToString(CultureInfo.InvariantCulture);
                var said = names.Where(_ => random.Next(2) == 0).ToDictionary(name => name, _ => random.Next(4) switch
                {
                    0 => default,
                    1 => new PropertyValue(random.Next(3)),
                    _ => new PropertyValue("v" + random.Next(5).ToString(CultureInfo.InvariantCulture)),
                });
                rows.Add(ContactRow.Of(new ContactChange(contact, [.. said.Select(one => new ActivityProperty(commit % 2 == 0 ? one.Key : one.Key.ToUpperInvariant(), one.Value))]), TestStorage.Ids.NewId(), clock.Next()));
                foreach (var (name, value) in said)
                    expected[(contact, name)] = value;
            }

            // The order in which they are stored means nothing.
            rows.Reverse();
            await process.Store.CommitAsync(rows, default);
        }

        foreach (var pin in await process.Store.FoldAsync(default))
        {
            var snapshot = await process.Store.OpenAsync(pin, default);
            var (ids, columns) = (await snapshot.ReadContactIdsAsync(default), await snapshot.ReadContactsAsync([.. names, "nothing"], [], default));
            Assert.Equal(names.Order(), columns.Attributes.Keys.Select(name => name.ToLowerInvariant()).Order());
            for (var contact = 0; contact < ids.Count; contact++)
            {
                var profile = ContactProfile.Of(ids.IdOf(contact), (await snapshot.ReadContactAsync(ids.IdOf(contact), default))!);
                foreach (var name in names)
                {
                    var value = columns.Attributes[name].Values[columns.Attributes[name].Codes[contact]];
                    Assert.Equal(expected.GetValueOrDefault((ids.IdOf(contact), name)), value);
                    Assert.Equal(value, profile.Attributes.GetValueOrDefault(name));
                }
            }
        }
    }

    [Fact]
    public async Task Retention_WhatWasSaidOfContacts_DoesNotAge()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var old = (TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(90)).ToUnixTimeMilliseconds();
        var row = ContactRow.Of(new ContactChange("ada", [new ActivityProperty("plan", new PropertyValue("pro"))]), "1", old);
        await store.Process().Store.CommitAsync([row, new Activity("ada", "1", "click", old)], default);
        var keeping = store.Process(options: store.Options with { MaxActivityAge = TimeSpan.FromDays(30) });

        Assert.Equal(1, await keeping.Store.RewriteAsync(default));
        Assert.Equal(0, await keeping.Store.RewriteAsync(default));
        await keeping.Log.AppendAsync([row with { ContactId = "bob" }, new Activity("bob", "1", "click", old)], default);

        var snapshot = await keeping.Store.OpenAsync((await keeping.Store.FoldAsync(default))[0], default);
        foreach (var contact in (string[])["ada", "bob"])
            Assert.Equal(row.Id, Assert.Single((await snapshot.ReadContactAsync(contact, default))!).Id);
    }

    [Fact]
    public async Task Claim_ManyOfWhichSomeAreTaken_EntersTheOthersAndTellsTheHolders()
    {
        var storage = new TestStorage(azurite);
        var emails = new TableContactEmailStore(storage.Tables, TimeProvider.System);
        EmailClaim[] earlier = [.. Enumerable.Range(0, 50).Select(i => new EmailClaim($"{i * 20}@example.com", $"earlier-{i}"))];
        await emails.ClaimAsync(earlier, default);
        EmailClaim[] claims = [.. Enumerable.Range(0, 1_000).Select(i => new EmailClaim($"{i}@example.com", $"c-{i}")), new EmailClaim("7@example.com", "second")];

        var holders = await emails.ClaimAsync(claims, default);

        for (var i = 0; i < 1_000; i++)
            Assert.Equal(i % 20 == 0 ? $"earlier-{i / 20}" : $"c-{i}", holders[i]);
        Assert.Equal("c-7", holders[1_000]);
        Assert.Equal("c-7", await emails.ReplaceAsync(new EmailClaim("7@example.com", "new"), seen: "another", default));
        Assert.Equal("new", await emails.ReplaceAsync(new EmailClaim("7@example.com", "new"), seen: "c-7", default));
        await emails.RemoveAsync(["7@example.com", "8@example.com"], ["new"], default);
        Assert.Equal(["fresh", "c-8"], await emails.ClaimAsync([new EmailClaim("7@example.com", "fresh"), new EmailClaim("8@example.com", "fresh")], default));
    }

    private static string Text(Activity activity) =>
        $"{activity.ContactId} {activity.Id} {activity.Type.ToLowerInvariant()} {activity.OccurredAt} {activity.Value} {activity.Title} {activity.Url} {activity.Referrer} {activity.Channel} "
        + string.Join(' ', activity.Properties.OrderBy(property => property.Name, StringComparer.OrdinalIgnoreCase).Select(property => $"{property.Name.ToLowerInvariant()}={property.Value.Text}"));
}
