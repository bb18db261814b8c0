using System.IO.Compression;
using System.Text;
using CustomerJourneys.Imports;
using CustomerJourneys.Imports.Files;

namespace CustomerJourneys.Tests.Imports.Files;

public sealed class GzipFileTests
{
    private static readonly byte[] Plain = Encoding.UTF8.GetBytes(
        "contactId,type,occurredAt\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"c-{i * 7919 % 5_003},signup,2026-10-01\n")));

    private static readonly ImportMapping Mapping = FileRows.Mapping("format=csv", gzip: true);

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task ReadAsync_Compressed_GivesTheSameRows(int mostAtOnce)
    {
        var expected = await FileRows.ReadAsync(Plain, FileRows.Mapping("format=csv"));

        var rows = await FileRows.ReadAsync(FileRows.Gzip(Plain), Mapping, mostAtOnce: mostAtOnce);

        Assert.Equal(5_000, rows.Rows);
        Assert.Equal(expected.Describe(), rows.Describe());
    }

    [Fact]
    public async Task ReadAsync_TwoMembers_AreOneFile()
    {
        var rows = await FileRows.ReadAsync([.. FileRows.Gzip(Plain), .. FileRows.Gzip("zoe,signup,2026-10-01"u8.ToArray())], Mapping);

        Assert.Equal("zoe", rows.Activities[^1].ContactId);
        Assert.Equal(5_001, rows.Rows);
    }

    [Theory]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.NoCompression)]
    public async Task ReadAsync_CutOffAnywhere_Fails(CompressionLevel level)
    {
        var whole = FileRows.Gzip(Plain[..2_000], level);
        byte[] two = [.. whole, .. whole];
        for (var length = 1; length < whole.Length; length++)
        {
            await FailsAsync("import_gzip_invalid", whole[..length]);
            await FailsAsync("import_gzip_invalid", two[..(whole.Length + length)]);
        }
    }

    [Fact]
    public async Task ReadAsync_CutOff_GivesNothingThatIsNotInTheFile()
    {
        var whole = FileRows.Gzip(Plain, CompressionLevel.NoCompression);
        var expected = Encoding.UTF8.GetString(Plain);
        for (var length = whole.Length - 2_000; length < whole.Length; length += 7)
        {
            await using var content = new GzipContent(new MemoryStream(whole[..length]), long.MaxValue);
            using var given = new MemoryStream();
            await Assert.ThrowsAsync<ImportFileException>(() => content.CopyToAsync(given));
            Assert.StartsWith(Encoding.UTF8.GetString(given.ToArray()), expected, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ReadAsync_Damaged_Fails()
    {
        var damaged = FileRows.Gzip(Plain);
        damaged[^6] ^= 1;
        await FailsAsync("import_gzip_invalid", damaged);
        await FailsAsync("import_gzip_invalid", Plain);
        await FailsAsync("import_gzip_invalid", [.. FileRows.Gzip(Plain), 0]);
    }

    [Fact]
    public async Task ReadAsync_Empty_Fails()
    {
        await FailsAsync("import_empty", []);
        await FailsAsync("import_empty", FileRows.Gzip([]));
    }

    [Fact]
    public async Task ReadAsync_UnfoldsToMoreThanTheLimit_Fails()
    {
        var compressed = FileRows.Gzip(Plain);
        Assert.Equal(5_000, (await FileRows.ReadAsync(compressed, Mapping, new ImportOptions { MaxDecompressedBytes = Plain.Length })).Rows);

        await FailsAsync("import_too_large", compressed, new ImportOptions { MaxDecompressedBytes = Plain.Length - 1 });
    }

    private static async Task FailsAsync(string code, byte[] bytes, ImportOptions? options = null) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<ImportFileException>(() => FileRows.ReadAsync(bytes, Mapping, options))).Code);
}
