using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>Activities sent as they happen, in batches.</summary>
internal static class Batches
{
    private const int Clients = 8;
    private const int BatchSize = 1_000;
    private const int MaxBatches = 400;

    /// <summary>Eight clients that send one batch after the other over connections that stay open; the bodies are made before.</summary>
    public static async Task MeasureAsync(AppProcess app, GeneratedLog log, BenchmarkReport report)
    {
        var batches = (int)Math.Clamp(log.Contacts * 25L / BatchSize / 4, Clients, MaxBatches);
        var bodies = new List<byte[]>();
        var (batch, contact) = (new List<GeneratedActivity>(), new List<GeneratedActivity>());
        for (var number = 0; bodies.Count < batches + Clients && number < log.Contacts; number++)
        {
            GeneratedLog.Fill(contact, number);
            batch.AddRange(contact);
            if (batch.Count < BatchSize)
                continue;
            bodies.Add(Body(batch.Take(BatchSize), ""));
            batch.Clear();
        }

        await Task.WhenAll(bodies.TakeLast(Clients).Select(body => SendAsync(app, body, BatchSize)));
        bodies.RemoveRange(bodies.Count - Clients, Clients);
        Machine.ResetPeak(app.Id);
        var next = -1;
        var time = await Stopped.MillisecondsAsync(() => Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (int body; (body = Interlocked.Increment(ref next)) < bodies.Count;)
                await SendAsync(app, bodies[body], BatchSize);
        })));
        report.Set("batch_per_second", bodies.Count * BatchSize / time * 1000, $"{bodies.Count} batches in {time:N0} ms", memory: $"app {Machine.MemoryMib(app.Id, "VmHWM"):N0} MiB");
    }

    /// <summary>Sends one new activity of each of some contacts, which stays in the log until it is folded.</summary>
    public static async Task SendChangesAsync(AppProcess app, IEnumerable<int> contacts, int round)
    {
        foreach (var batch in contacts.Chunk(BatchSize))
            await SendAsync(app, Body(batch.Select(contact => ChangeOf(contact, round)), $"-{round}"), batch.Length);
    }

    /// <summary>Imports one new activity of each of some contacts: straight into segments.</summary>
    public static async Task ImportChangesAsync(AppProcess app, IEnumerable<int> contacts, int round)
    {
        var csv = new StringBuilder("id,contact,type,time\n");
        foreach (var activity in contacts.Select(contact => ChangeOf(contact, round)))
        {
            csv.Append(CultureInfo.InvariantCulture, $"{activity.Id}-{round},{GeneratedActivity.ContactIdOf(activity.Contact)},{ActivityMix.Types[activity.Type]},")
                .Append(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(activity.Time):O}\n");
        }

        using var content = new StringContent(csv.ToString(), Encoding.UTF8, "text/csv");
        var started = await app.SendAsync(HttpMethod.Post, "/api/imports?format=csv&id=id&contactId=contact&type=type&occurredAt=time", content);
        var import = await app.UntilAsync($"/api/imports/{(string)started["id"]!}", "status", "succeeded");
        if ((long)import["rejectedCount"]! != 0 || (long)import["accepted"]! == 0)
            throw new BenchmarkException($"Changes were imported, but: {import.ToJsonString()}");
    }

    private static GeneratedActivity ChangeOf(int contact, int round) => new(contact, 0, round % 3, GeneratedLog.End + contact);

    private static async Task SendAsync(AppProcess app, byte[] body, int count)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await app.SendAsync(HttpMethod.Post, "/api/activities", content);
        if ((long)answer["accepted"]! != count)
            throw new BenchmarkException($"{count} activities were sent, but: {answer.ToJsonString()}");
    }

    private static byte[] Body(IEnumerable<GeneratedActivity> activities, string suffix)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("activities");
            foreach (var activity in activities)
            {
                json.WriteStartObject();
                json.WriteString("id", activity.Id + suffix);
                json.WriteString("contactId", GeneratedActivity.ContactIdOf(activity.Contact));
                json.WriteString("type", ActivityMix.Types[activity.Type]);
                json.WriteString("occurredAt", DateTimeOffset.FromUnixTimeMilliseconds(activity.Time));
                if (activity.ValueCode >= 0)
                    json.WriteString("value", ActivityMix.Values[activity.ValueCode]);
                if (activity.UrlCode >= 0)
                    json.WriteString("url", ActivityMix.Urls[activity.UrlCode]);
                json.WriteString("channel", ActivityMix.Channels[activity.ChannelCode]);
                if (activity.AmountCents >= 0)
                {
                    json.WriteStartObject("properties");
                    json.WriteNumber("amount", activity.Amount);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
