using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Benchmarks.Report;
using CustomerJourneys.Storage.Activities;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>What the stored segments take, by kind of block, from their footers.</summary>
internal static class StoredBytes
{
    /// <returns>Bytes an activity of everything in the segments.</returns>
    public static async Task<double> MeasureAsync(string storage, BenchmarkReport report)
    {
        var container = new BlobContainerClient(storage, new ActivityStorageOptions().Container);
        var (keys, fields, texts, ids, filter, footers, activities, segments) = (0L, 0L, 0L, 0L, 0L, 0L, 0L, 0);
        foreach (var pin in await BenchmarkStore.Open(storage).FoldAsync(CancellationToken.None))
        {
            foreach (var stored in JsonNode.Parse(pin.Manifest)!["segments"]!.AsArray())
            {
                var (name, offset, length) = ((string)stored!["name"]!, (long)stored["footerOffset"]!, (long)stored["length"]!);
                var bytes = (await container.GetBlobClient(name).DownloadContentAsync()).Value.Content.ToMemory();
                var index = SegmentIndex.Parse(name, offset, bytes.Span[(int)offset..]);
                var blocks = new SegmentBlocks(index);
                segments++;
                activities += index.Activities;
                footers += length - offset;
                filter += index.Filter.Pages.Sum(page => (long)page.Length);
                foreach (var group in index.Groups)
                {
                    keys += group.Keys.Length;
                    ids += group.Ids.Sum(block => (long)block.Block.Length);
                    foreach (var field in group.Fields)
                    {
                        var column = blocks.Field(group, field, bytes.Span.Slice((int)field.Block.Offset, field.Block.Length));
                        var dictionary = column.Values.Where(value => !value.IsNumber).Sum(value => Encoding.UTF8.GetByteCount(value.Text) + 1L);
                        texts += dictionary;
                        fields += field.Block.Length - dictionary;
                    }
                }
            }
        }

        report.Set("bytes_per_activity", (double)(keys + fields + filter + footers) / activities, $"{segments} segments of {activities:N0} activities");
        report.Add("Bytes an activity", ["| contact and time | fields | filter | footer | dictionaries of texts | ids |", "|---|---|---|---|---|---|",
            $"| {Each(keys)} | {Each(fields)} | {Each(filter)} | {Each(footers)} | {Each(texts)} | {Each(ids)} |"]);
        return (double)(keys + fields + texts + ids + filter + footers) / activities;

        string Each(long bytes) => $"{(double)bytes / activities:0.00}";
    }
}
