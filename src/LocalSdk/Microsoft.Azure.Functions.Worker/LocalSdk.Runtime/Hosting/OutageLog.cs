using Azure;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Hosting;

/// <summary>Says once in a while, and not at each attempt, that storage cannot be reached.</summary>
internal sealed class OutageLog(ILogger logger, string what)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private long? _reported;

    /// <summary>An attempt failed.</summary>
    public void Report(Exception error)
    {
        if (_reported is null || TimeProvider.System.GetElapsedTime(_reported.Value) > Quiet)
        {
            _reported = TimeProvider.System.GetTimestamp();
            FunctionLog.StorageUnreachable(logger, what, (error as AggregateException)?.InnerExceptions[^1].Message ?? error.Message);
        }
    }

    /// <summary>An attempt succeeded.</summary>
    public void Ended()
    {
        if (_reported is not null)
        {
            _reported = null;
            FunctionLog.StorageBack(logger, what);
        }
    }

    /// <summary>Runs an attempt. <see langword="false"/>: storage could not be reached, which was reported.</summary>
    public async Task<bool> GuardAsync(Func<Task> attempt, CancellationToken stopping)
    {
        try
        {
            await attempt();
            Ended();
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException or IOException or OperationCanceledException)
        {
            Report(error);
            return false;
        }
    }
}
