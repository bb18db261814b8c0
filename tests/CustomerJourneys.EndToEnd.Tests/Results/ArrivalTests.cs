using System.Globalization;
using System.Net;
using CustomerJourneys.EndToEnd.Tests.Running;
using CustomerJourneys.EndToEnd.Tests.SharedData;

namespace CustomerJourneys.EndToEnd.Tests.Results;

/// <summary>However the same activities arrive, and over however many partitions they lie, the results are the same to the last figure.</summary>
public sealed class ArrivalTests(StorageAccounts storage) : IClassFixture<StorageAccounts>
{
    private const int Seed = 20260104;
    private static readonly string[] Published = ["3611,1924,653", "3611,2010,1257,429"];

    [PublishedLogTheory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Results_AnyArrival_AreTheSame(int partitions)
    {
        var expected = await ExpectedAsync();
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions);
        // The journeys are there first, as with a user whose data grows, and are calculated at different states of it.
        var journeys = await CreateJourneysAsync(app.Api);
        var random = new Random(Seed + partitions);
        var rows = ReadRows();
        random.Shuffle(rows);
        await (partitions switch
        {
            1 => SendBatchesTwiceAsync(app.Api, rows, random),
            7 => ImportTwiceAsync(app.Api, rows, random),
            _ => SendAndImportAsync(app.Api, rows),
        });

        Assert.Equal(expected, await FiguresAsync(app.Api, journeys));
    }

    [PublishedLogFact]
    public async Task Results_RowsWithoutIdsImportedTwice_AreTheSame()
    {
        var expected = await ExpectedAsync();
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        var journeys = await CreateJourneysAsync(app.Api);
        var lines = PublishedLog.ReadLines(PublishedLog.Shop);
        var rows = lines[1..];
        const string Query = "format=csv&contactId=contact&type=type&occurredAt=time";
        await app.Api.ImportAsync(Query, Bodies.Csv(string.Join('\n', lines)));
        new Random(Seed).Shuffle(rows);
        var again = await app.Api.ImportAsync(Query, Bodies.Gzip(string.Join('\n', [lines[0], .. rows]), "text/csv"));

        Assert.Equal(0, (long)again["accepted"]!);
        Assert.Equal(rows.Length, (long)again["duplicates"]!);
        Assert.Equal(expected, await FiguresAsync(app.Api, journeys));
    }

    // Batches of many sizes, in each of the forms, all of them sent once more in another order, with recalculations in between.
    private static async Task SendBatchesTwiceAsync(ApiClient api, SampleActivity[] rows, Random random)
    {
        var journey = await api.CreateJourneyAsync(SampleJourney.Of("main"));
        int[] sizes = [1, 2, 17, 100, 999, 2500, 5000];
        for (var round = 0; round < 2; round++)
        {
            var (sent, form) = (0, 0);
            while (sent < rows.Length)
            {
                var batch = rows.Skip(sent).Take(sizes[random.Next(sizes.Length)]).ToList();
                sent += batch.Count;
                var body = (form++ % 4) switch
                {
                    0 => ApiClient.Json(SampleActivity.ToJson(batch)),
                    1 => Bodies.Ndjson(SampleActivity.ToNdjson(batch)),
                    2 => Bodies.Gzip(SampleActivity.ToJson(batch), "application/json"),
                    _ => Bodies.Gzip(SampleActivity.ToNdjson(batch), "application/x-ndjson"),
                };
                var counts = (await api.PostAsync("/api/activities", body)).Expect(HttpStatusCode.OK).Json;
                Assert.Equal(batch.Count, (long)counts["accepted"]! + (long)counts["duplicates"]!);
            }

            random.Shuffle(rows);
            await api.RecalculatedAsync(journey);
        }
    }

    // Two files that overlap, then both again.
    private static async Task ImportTwiceAsync(ApiClient api, SampleActivity[] rows, Random random)
    {
        var middle = rows.Length / 2;
        for (var round = 0; round < 2; round++)
        {
            SampleActivity[] first = rows[..(middle + 1000)];
            SampleActivity[] second = rows[(middle - 1000)..];
            random.Shuffle(first);
            random.Shuffle(second);
            var imports = await Task.WhenAll(
                api.ImportAsync(SampleActivity.CsvQuery, Bodies.Gzip(SampleActivity.ToCsv(first), "text/csv")),
                api.ImportAsync("format=ndjson", Bodies.Ndjson(SampleActivity.ToNdjson(second))));
            Assert.Equal(round == 0 ? rows.Length : 0, imports.Sum(import => (long)import["accepted"]!));
            Assert.Equal(first.Length + second.Length, imports.Sum(import => (long)import["accepted"]! + (long)import["duplicates"]!));
        }
    }

    // Some rows by either way and some by both, at the same time.
    private static async Task SendAndImportAsync(ApiClient api, SampleActivity[] rows)
    {
        var third = rows.Length / 3;
        await Task.WhenAll(
            api.ImportAsync(SampleActivity.CsvQuery, Bodies.Csv(SampleActivity.ToCsv(rows[..(2 * third)]))),
            Parallel.ForEachAsync(
                rows[third..].Chunk(1500),
                new ParallelOptions { MaxDegreeOfParallelism = 4 },
                async (batch, _) => await api.AddAsync(batch)));
    }

    private static SampleActivity[] ReadRows() => [.. PublishedLog.ReadLines(PublishedLog.Shop).Skip(1).Select((line, i) =>
    {
        var cells = line.Split(',');
        return new SampleActivity("row-" + i.ToString(CultureInfo.InvariantCulture), cells[0], cells[1], cells[2]);
    })];

    // The last one names every type, so that its count of activities read is that of all activities there are.
    private static async Task<string[]> CreateJourneysAsync(ApiClient api) =>
    [
        await api.CreateJourneyAsync(SampleJourney.Of("catalog", "cart", "payment_done")),
        await api.CreateJourneyAsync(SampleJourney.Of("catalog", "product1|product2", "cart", "payment_done")),
        await api.CreateJourneyAsync(SampleJourney.Of(
            "main|catalog|product1|product2|cart", "delivery_choice|delivery_courier|delivery_pickup|payment_choice|payment_card|payment_cash|payment_done")),
    ];

    private static async Task<string> FiguresAsync(ApiClient api, string[] journeys)
    {
        var figures = new List<string>();
        foreach (var journey in journeys)
            figures.Add(Figures.Of(await api.RecalculatedAsync(journey)));
        return string.Join('\n', figures);
    }

    // One plain import of the file in its order. Its counts are the published ones; every other figure must be the same everywhere too.
    private async Task<string> ExpectedAsync()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        await app.Api.ImportAsync(SampleActivity.CsvQuery, Bodies.Csv(SampleActivity.ToCsv(ReadRows())));
        var journeys = await CreateJourneysAsync(app.Api);
        var results = await Task.WhenAll(journeys.Select(app.Api.CurrentResultsAsync));
        Assert.Equal(Published, results[..2].Select(result => string.Join(',', Figures.Converted(result))));
        Assert.Equal(32283, (long)results[2]["activitiesRead"]!);
        Assert.All(results, result => Assert.Equal(3751, (long)result["contactsTotal"]!));
        return string.Join('\n', results.Select(Figures.Of));
    }
}
