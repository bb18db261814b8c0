using System.Threading.Channels;
using Azure.Storage.Blobs;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Problems;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// The activity log in append blobs, <c>log/{instance}/{epoch}</c>. Group commit: an append starts at once when none is in flight;
/// callers who come meanwhile share the next one. One instance a process.
/// </summary>
public sealed class BlobActivityLog : IActivityLog
{
    private readonly ActivityContainer _container;
    private readonly ActivityStorageOptions _options;
    private readonly IdSource _ids;
    private readonly ILogger _logger;
    private readonly LogAppender _appender;
    private readonly Channel<PendingChunk> _queue;
    private readonly Task _writer;

    /// <summary>Opens the log of this process. Nothing is sent before the first append.</summary>
    public BlobActivityLog(BlobServiceClient blobs, ActivityStorageOptions options, IdSource ids, TimeProvider time, ILogger<BlobActivityLog> logger)
    {
        _container = new ActivityContainer(blobs, options);
        _options = options;
        _ids = ids;
        _logger = logger;
        _appender = new LogAppender(_container, options, ids.NewId(), time, logger);
        _queue = Channel.CreateBounded<PendingChunk>(new BoundedChannelOptions(options.AppendQueue) { SingleReader = true });
        _writer = Task.Run(WriteAsync);
    }

    /// <inheritdoc/>
    /// <exception cref="ProblemException">The log is shutting down.</exception>
    public async Task AppendAsync(ActivityFrames activities, CancellationToken cancellation)
    {
        if (activities.Count == 0)
            return;
        var partitions = await _container.PartitionsAsync(cancellation);
        var limit = _options.MaxBlockBytes - LogBlock.OverheadOf(partitions);
        var chunks = activities.Group(partitions, limit / 4);
        if (chunks.Any(chunk => chunk.Length > limit))
            throw new ArgumentException("An activity is larger than a block of the log.", nameof(activities));
        var pending = new List<Task>(chunks.Count);
        foreach (var chunk in chunks)
        {
            var entry = new PendingChunk(chunk);
            try
            {
                await _queue.Writer.WriteAsync(entry, cancellation);
            }
            catch (ChannelClosedException)
            {
                throw new ProblemException(ProblemKind.Unavailable, "shutting_down", "The service is shutting down and takes no more activities.");
            }
            pending.Add(entry.Durable.Task);
        }
        await Task.WhenAll(pending).WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        _queue.Writer.TryComplete();
        await _writer.WaitAsync(cancellation);
    }

    private async Task WriteAsync()
    {
        var batch = new List<PendingChunk>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            // Whoever queued something has read the number of partitions, so this is no request.
            var partitions = await _container.PartitionsAsync(CancellationToken.None);
            batch.Clear();
            var room = _options.MaxBlockBytes - LogBlock.OverheadOf(partitions);
            while (_queue.Reader.TryPeek(out var next) && next.Chunk.Length <= room && _queue.Reader.TryRead(out next))
            {
                batch.Add(next);
                room -= next.Chunk.Length;
            }
            await AppendAsync(batch, partitions);
        }
    }

    private async Task AppendAsync(List<PendingChunk> batch, int partitions)
    {
        var batchId = _ids.NewId();
        try
        {
            await _appender.AppendAsync(LogBlock.Build(batchId, partitions, batch.ConvertAll(pending => pending.Chunk)), batchId);
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to the callers who wait; the log itself goes on.
            _logger.AppendFailed(e, batchId, batch.Sum(pending => pending.Chunk.Activities));
            batch.ForEach(pending => pending.Durable.SetException(e));
            return;
        }
        batch.ForEach(pending => pending.Durable.SetResult());
    }

    private sealed record PendingChunk(LogChunk Chunk)
    {
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
