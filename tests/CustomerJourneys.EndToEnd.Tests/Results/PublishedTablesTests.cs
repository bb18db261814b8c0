using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;
using CustomerJourneys.EndToEnd.Tests.SharedData;

namespace CustomerJourneys.EndToEnd.Tests.Results;

/// <summary>The figures that the authors of two public logs published, from the files as they are.</summary>
public sealed class PublishedTablesTests(StorageAccounts storage) : IClassFixture<StorageAccounts>
{
    [PublishedLogFact]
    public async Task Shop_CatalogToPayment_AsPublished()
    {
        await using var app = await ImportShopAsync();
        var results = await app.Api.CurrentResultsAsync(await app.Api.CreateJourneyAsync(SampleJourney.Of("catalog", "cart", "payment_done")));

        Assert.Equal([3611, 1924, 653], Figures.Converted(results));
        Assert.Equal([1687, 1271, null], Figures.DroppedOff(results));
        Assert.Equal(3751, (long)results["contactsTotal"]!);
        Assert.Equal(14518 + 2842 + 706, (long)results["activitiesRead"]!);
        Assert.Equal(0, (long)results["inexactContacts"]!);
        AssertRates(results);
    }

    [PublishedLogFact]
    public async Task Shop_CatalogToEitherProductToPayment_AsPublished()
    {
        await using var app = await ImportShopAsync();
        var results = await app.Api.CurrentResultsAsync(
            await app.Api.CreateJourneyAsync(SampleJourney.Of("catalog", "product1|product2", "cart", "payment_done")));

        Assert.Equal([3611, 2010, 1257, 429], Figures.Converted(results));
        AssertRates(results);
    }

    // The published figures count from a day on; the file begins some days earlier.
    [PublishedLogFact]
    public async Task Store_ActivitiesFromJanuary4_PageViewToPurchase_AsPublished()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        var lines = PublishedLog.ReadLines(PublishedLog.Store);
        var import = await app.Api.ImportAsync(
            "format=csv&id=event_id&contactId=user_id&type=event_type&occurredAt=event_date&value=product_id&channel=traffic_source&properties=amount",
            Bodies.Csv(string.Join('\n', lines)));
        Assert.Equal(9381, (long)import["accepted"]!);
        var journey = SampleJourney.Of("page_view", "add_to_cart", "checkout_start", "payment_info", "purchase");
        journey["activityRange"] = new JsonObject { ["from"] = "2026-01-04T00:00:00Z", ["to"] = null };

        var results = await app.Api.CurrentResultsAsync(await app.Api.CreateJourneyAsync(journey));

        Assert.Equal(5000, (long)results["contactsTotal"]!);
        Assert.Equal([4291, 1338, 954, 770, 709], Figures.Converted(results));
        Assert.Equal([2953, 384, 184, 61, null], Figures.DroppedOff(results));
        AssertRates(results);
    }

    private async Task<RunningApp> ImportShopAsync()
    {
        var app = await RunningApp.StartAsync(storage.TakeNew());
        var lines = PublishedLog.ReadLines(PublishedLog.Shop);
        var import = await app.Api.ImportAsync(
            "format=csv&contactId=contact&type=type&occurredAt=time", Bodies.Csv(string.Join('\n', lines)));
        Assert.Equal(lines.Length - 1, (long)import["rows"]!);
        Assert.Equal(lines.Length - 1, (long)import["accepted"]!);
        Assert.Equal(0, (long)import["duplicates"]!);
        Assert.Equal(0, (long)import["rejectedCount"]!);
        Assert.Empty(import["rejected"]!.AsArray());
        return app;
    }

    // The rates by their definition, from the counts of the same answer.
    private static void AssertRates(JsonNode results)
    {
        var total = (double)results["contactsTotal"]!;
        var converted = Figures.Converted(results);
        var stages = results["stages"]!.AsArray();
        for (var i = 0; i < converted.Length; i++)
        {
            var stage = stages[i]!;
            Assert.Equal(i == 0 ? 1 : converted[i] / (double)converted[i - 1], (double)stage["convertedRate"]!, 1e-12);
            Assert.Equal(converted[i] / (double)converted[0], (double)stage["shareOfFirst"]!, 1e-12);
            Assert.Equal(converted[i] / total, (double)stage["shareOfAll"]!, 1e-12);
            Assert.Equal(i == 0, stage["timeToConvert"] is null);
            if (i == converted.Length - 1)
                Assert.Null(stage["droppedOffRate"]);
            else
                Assert.Equal(1 - (converted[i + 1] / (double)converted[i]), (double)stage["droppedOffRate"]!, 1e-12);
        }
    }
}
