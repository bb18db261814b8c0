using System.Diagnostics;
using Azure;
using Azure.Data.Tables;

namespace LocalSdk.Durable.Running;

/// <summary>
/// One row says which process drives the hub. The owner renews it; another takes it over when the row has not changed for the
/// lease's length by the other's own clock, or at once when the owner was a process of this machine that is gone.
/// </summary>
/// <remarks>
/// What is guaranteed: the history of an instance is one line, whoever drives the hub, because every commit is conditional on the
/// ETag of the instance row; a former owner's commit after the new owner's fails and changes nothing. The lease adds that two
/// processes do not do the same work: an owner starts no turn later than a fifth of the lease before anyone may take it over. Only a
/// durable activity, or a turn already begun, can outlast it; the activity then runs twice and its first recorded end counts.
/// </remarks>
internal sealed class HubLease(TableClient table, TimeSpan length)
{
    private const string Key = "owner";

    private readonly string _me = Guid.NewGuid().ToString("N");
    private ETag _seen;
    private long _seenAt;
    private ETag _mine;
    private long _validUntil;

    /// <summary>Whether this process drives the hub.</summary>
    public bool IsHeld => Volatile.Read(ref _validUntil) > Stopwatch.GetTimestamp();

    /// <summary>Takes the hub if it is free or its owner is gone.</summary>
    public async Task<bool> TryTakeAsync()
    {
        long began = Stopwatch.GetTimestamp();
        NullableResponse<TableEntity> found = await table.GetEntityIfExistsAsync<TableEntity>(Key, Key);
        try
        {
            Response taken;
            if (!found.HasValue)
            {
                taken = await table.AddEntityAsync(Row());
            }
            else if (IsGone(found.Value!))
            {
                taken = await table.UpdateEntityAsync(Row(), found.Value!.ETag, TableUpdateMode.Replace);
            }
            else
            {
                return false;
            }

            Hold(taken, began);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 or 404)
        {
            return false;
        }
    }

    /// <summary>Renews the lease; false when another process has it.</summary>
    public async Task<bool> TryRenewAsync()
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            Hold(await table.UpdateEntityAsync(Row(), _mine, TableUpdateMode.Replace), began);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            Volatile.Write(ref _validUntil, 0);
            return false;
        }
    }

    /// <summary>Gives the hub up, so that another process need not wait.</summary>
    public async Task ReleaseAsync()
    {
        bool held = IsHeld;
        Volatile.Write(ref _validUntil, 0);
        if (held)
        {
            try
            {
                await table.DeleteEntityAsync(Key, Key, _mine);
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Another process has it already.
            }
        }
    }

    private static string ProcessStart(Process process) =>
        new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero).ToUnixTimeSeconds().ToString(null, null);

    private static bool IsRunning(int pid, string started)
    {
        try
        {
            using var process = Process.GetProcessById(pid);

            // Another process may have got the number since. Start times are told to about a second.
            return !process.HasExited && Math.Abs(long.Parse(ProcessStart(process), null) - long.Parse(started, null)) <= 2;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Hold(Response response, long began)
    {
        _mine = response.Headers.ETag ?? default;
        Volatile.Write(ref _validUntil, began + (long)(length.TotalSeconds * 0.8 * Stopwatch.Frequency));
    }

    private bool IsGone(TableEntity owner)
    {
        if (owner.GetString("Owner") == _me)
        {
            // Lapsed while storage was away, and nobody took it.
            return true;
        }

        if (owner.GetString("Machine") == Environment.MachineName && !IsRunning(owner.GetInt32("Pid") ?? 0, owner.GetString("Started")))
        {
            return true;
        }

        if (owner.ETag != _seen)
        {
            _seen = owner.ETag;
            _seenAt = Stopwatch.GetTimestamp();
        }

        return Stopwatch.GetElapsedTime(_seenAt) >= length;
    }

    private TableEntity Row()
    {
        using var self = Process.GetCurrentProcess();
        return new TableEntity(Key, Key)
        {
            ["Owner"] = _me,
            ["Machine"] = Environment.MachineName,
            ["Pid"] = Environment.ProcessId,
            ["Started"] = ProcessStart(self),

            // Makes each renewal another row, even when two fall into one tick of the server's clock.
            ["Renewal"] = Guid.NewGuid().ToString("N"),
        };
    }
}
