using System.Text;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.Fuzzing;

namespace CustomerJourneys.Storage.Tests.Activities;

/// <summary>A manifest has no checksum: what is damaged and still a manifest must at least agree with itself.</summary>
public sealed class ManifestFuzzTests
{
    private static readonly string[] Numbers = ["-1", "0", "1", "9", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "1e3", "null", "\"\"", "[]"];

    [Fact]
    public void Parse_Damaged_IsRefusedOrAgreesWithItself()
    {
        var json = Encoding.UTF8.GetBytes(PartitionManifest.ToJson(Sample()));
        var fuzz = new Fuzz("manifests/0003", 1);

        fuzz.Run(4_000, random => Mutations.Of(random, json), bytes => PartitionManifest.Parse(3, bytes), Check);
        fuzz.Run(4_000, random => WithAnotherNumber(random, Encoding.UTF8.GetString(json)), bytes => PartitionManifest.Parse(3, bytes), Check);

        Assert.InRange(fuzz.Refused, 5_000, 7_999);
    }

    [Fact]
    public void Parse_WhatWasWritten_GivesItBack()
    {
        var json = PartitionManifest.ToJson(Sample());
        Assert.Equal(json, PartitionManifest.ToJson(PartitionManifest.Parse(3, Encoding.UTF8.GetBytes(json))));
    }

    [Fact]
    public void Parse_Files_AreTheFormat()
    {
        Assert.Equal(File.ReadAllText(Golden("manifest-2.json")).TrimEnd(), PartitionManifest.ToJson(Sample()));
        // Of the first version nothing is known of what changed up to it.
        var first = PartitionManifest.Parse(3, File.ReadAllBytes(Golden("manifest-1.json")));
        Assert.Equal(PartitionManifest.ToJson(Sample() with { Changes = [], ChangesSince = 17, Removed = null }), PartitionManifest.ToJson(first));
    }

    private static string Golden(string file) => Repository.PathOf("tests/CustomerJourneys.Tests/Activities/GoldenBytes/" + file);

    private static PartitionManifest Sample() => PartitionManifest.Empty(3) with
    {
        Epoch = 17,
        Contacts = 50,
        Activities = 700,
        Segments = [new("segments/0003/1-a", 9_000, 8_000, 600, 1), new("segments/0003/0-b", 2_000, 1_500, 100, 0)],
        ContactNumbers = [new("contacts/0003/0-c", 40), new("contacts/0003/40-d", 10)],
        Folded = new Dictionary<string, long> { ["log/e/00000000"] = 4_096 },
        Replaced = new Dictionary<string, long> { ["segments/0003/0-f"] = 1_767_225_600_000 },
        Changes = [new("changes/0003/15-g", 15, 5), new("changes/0003/17-h", 17, 2)],
        ChangesSince = 12,
        Removed = new("removed/0003/16-i", 3, 1),
    };

    private static byte[] WithAnotherNumber(Random random, string json)
    {
        var places = Enumerable.Range(1, json.Length - 1).Where(i => json[i - 1] is ':' or '[' or ',').ToList();
        var start = places[random.Next(places.Count)];
        var end = json.IndexOfAny([',', '}', ']'], start);
        return Encoding.UTF8.GetBytes(json[..start] + Numbers[random.Next(Numbers.Length)] + json[Math.Max(start, end)..]);
    }

    private static void Check(PartitionManifest manifest)
    {
        Assert.Equal(3, manifest.Partition);
        Assert.Equal(manifest.Activities, manifest.Segments.Sum(segment => segment.Activities));
        Assert.Equal(manifest.Contacts, manifest.ContactNumbers.Sum(stretch => stretch.Count));
        Assert.All(manifest.Segments, segment => Assert.True(segment.Name is not null && segment.Length >= segment.FooterOffset && segment.FooterOffset >= 0 && segment.Activities >= 0));
        Assert.True(manifest.Epoch >= manifest.ChangesSince && manifest.ChangesSince >= 0);
        Assert.All(manifest.BlobNames, Assert.NotNull);
        Assert.NotNull(manifest.ToPin());
    }
}
