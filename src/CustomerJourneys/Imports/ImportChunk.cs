using System.Threading.Channels;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Imports.Files;

namespace CustomerJourneys.Imports;

/// <summary>Rows that are committed together.</summary>
/// <param name="Activities">The good ones.</param>
/// <param name="Rejected">The bad ones, up to as many as an import lists.</param>
/// <param name="RejectedCount">How many bad ones.</param>
/// <param name="LastRow">The number of the last row.</param>
/// <param name="BytesRead">How many bytes of the file were fetched by then.</param>
internal sealed record ImportChunk(
    ActivityFrames Activities, IReadOnlyList<RejectedRow> Rejected, long RejectedCount, long LastRow, long BytesRead)
{
    private const int BlockBytes = 1024 * 1024;

    /// <summary>Cuts a file into chunks and hands them over as there is room, until the file ends.</summary>
    /// <param name="file">The file, at its beginning.</param>
    /// <param name="settledRows">How many rows to pass over: they are read, since ids depend on equal rows before, and no more.</param>
    /// <param name="options">The size of a chunk.</param>
    /// <param name="chunks">Takes the chunks.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task ReadAllAsync(
        ActivityFile file, long settledRows, ImportOptions options, ChannelWriter<ImportChunk> chunks, CancellationToken cancellation)
    {
        var activities = Frames();
        var rejected = new List<RejectedRow>();
        var rejectedCount = 0L;
        var (firstRow, firstByte) = (settledRows, 0L);
        while (await file.ReadAsync(file.Row < settledRows ? null : activities, cancellation))
        {
            if (file.Row <= settledRows)
            {
                firstByte = file.ContentBytes;
                continue;
            }

            if (file.Rejected is not null && ++rejectedCount <= ImportOptions.MaxRejectedListed)
                rejected.Add(file.Rejected);
            if (file.Row - firstRow >= options.ChunkRows || file.ContentBytes - firstByte >= options.ChunkBytes)
            {
                await HandOverAsync();
                (firstRow, firstByte) = (file.Row, file.ContentBytes);
                (activities, rejected, rejectedCount) = (Frames(), [], 0);
            }
        }

        if (file.Row > firstRow)
            await HandOverAsync();

        static ActivityFrames Frames() => new(BlockBytes, BlockBytes / 16);

        ValueTask HandOverAsync() =>
            chunks.WriteAsync(new ImportChunk(activities, rejected, rejectedCount, file.Row, file.BytesRead), cancellation);
    }
}
