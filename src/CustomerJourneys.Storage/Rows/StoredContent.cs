using System.Globalization;
using Azure.Data.Tables;

namespace CustomerJourneys.Storage.Rows;

/// <summary>
/// The content of a row: bytes of a numbered schema, cut into as many binary properties as they need.
/// A property holds 64 KiB and an entity 1 MiB.
/// </summary>
internal static class StoredContent
{
    private const int ChunkSize = 60 * 1024;
    private const int MaxChunks = 16;
    private const string SchemaName = "Schema";
    private const string SizeName = "ContentSize";

    /// <summary>The most bytes of content in one row: 960 KiB.</summary>
    public const int MaxSize = MaxChunks * ChunkSize;

    /// <summary>Puts content into a row that is about to be written as a whole.</summary>
    /// <param name="row">The row.</param>
    /// <param name="schema">The schema of the content.</param>
    /// <param name="content">The content, at most <see cref="MaxSize"/> bytes.</param>
    /// <param name="what">What is written, for the error.</param>
    public static void Put(TableEntity row, int schema, byte[] content, string what)
    {
        if (content.Length > MaxSize)
            throw new InvalidOperationException($"{what} takes {content.Length} bytes, and a row holds {MaxSize}.");
        row[SchemaName] = schema;
        row[SizeName] = content.Length;
        var number = 0;
        foreach (var chunk in content.Chunk(ChunkSize))
            row[ChunkName(number++)] = chunk;
    }

    /// <summary>The content of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="newestSchema">The newest schema that the caller reads.</param>
    /// <param name="what">What is read, for the error.</param>
    /// <exception cref="StoredSchemaException">The schema is newer, or the content is not whole.</exception>
    public static byte[] Get(TableEntity row, int newestSchema, string what)
    {
        var schema = row.GetInt32(SchemaName) ?? throw StoredSchemaException.Damaged(what, "its row has no schema number.");
        if (schema < 1 || schema > newestSchema)
            throw StoredSchemaException.Newer(what, schema, newestSchema);
        var size = row.GetInt32(SizeName);
        if (size is not (>= 0 and <= MaxSize))
            throw StoredSchemaException.Damaged(what, "its row has no size.");

        var content = new byte[size.Value];
        for (var (number, offset) = (0, 0); offset < content.Length; number++)
        {
            var chunk = row.GetBinary(ChunkName(number));
            if (chunk is null or { Length: 0 } || chunk.Length > content.Length - offset)
                throw StoredSchemaException.Damaged(what, "a part of its row is missing.");
            chunk.CopyTo(content, offset);
            offset += chunk.Length;
        }

        return content;
    }

    /// <summary>The schema of a row's content.</summary>
    public static int SchemaOf(TableEntity row) => row.GetInt32(SchemaName) ?? 0;

    /// <summary>How many bytes of content a row has.</summary>
    public static int SizeOf(TableEntity row) => row.GetInt32(SizeName) ?? 0;

    private static string ChunkName(int number) => "Content" + number.ToString("d2", CultureInfo.InvariantCulture);
}
