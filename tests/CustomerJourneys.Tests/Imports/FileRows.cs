using System.IO.Compression;
using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Imports;
using CustomerJourneys.Imports.Files;
using CustomerJourneys.Testing.Imports;

namespace CustomerJourneys.Tests.Imports;

/// <summary>What a file gives: activities and rejections, in order.</summary>
internal sealed record FileRows(IReadOnlyList<Activity> Activities, IReadOnlyList<RejectedRow> Rejected, long Rows)
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ImportOptions Small = new() { MaxRowBytes = 200 };

    public static ImportMapping Mapping(string parameters, bool gzip = false) => ImportMappingRules.Read(
        parameters.Split('&').Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1])), gzip);

    public static Task<FileRows> ReadAsync(string text, string parameters, ImportOptions? options = null) =>
        ReadAsync(Encoding.UTF8.GetBytes(text), Mapping(parameters), options);

    public static async Task<FileRows> ReadAsync(byte[] bytes, ImportMapping mapping, ImportOptions? options = null, int mostAtOnce = int.MaxValue)
    {
        await using var source = new DripStream(new MemoryStream(bytes), mostAtOnce);
        await using var file = await ActivityFile.OpenAsync(source, mapping, Noon, options ?? new ImportOptions(), default);
        var frames = new ActivityFrames(ActivityFrames.SharedBlock, 0);
        var rejected = new List<RejectedRow>();
        while (await file.ReadAsync(frames, default))
        {
            if (file.Rejected is not null)
                rejected.Add(file.Rejected);
            Assert.Equal(file.Row, frames.Count + rejected.Count);
        }

        return new FileRows(frames.Decode(), rejected, file.Row);
    }

    public static byte[] Gzip(byte[] bytes, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, level))
            gzip.Write(bytes);
        return compressed.ToArray();
    }

    /// <summary>Everything that must be equal, as one text.</summary>
    public string Describe() => string.Join('\n', Activities.Select(Describe).Concat(Rejected.Select(row => row.ToString())));

    public static string Describe(Activity activity) =>
        $"{activity} {string.Join(';', activity.Properties.Select(property => $"{property.Name}={property.Value}"))}";
}
