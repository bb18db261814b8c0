namespace LocalSdk.Runtime.Hosting;

/// <summary>Waits for what triggers a function.</summary>
internal interface ITriggerListener
{
    /// <summary>Runs the function whenever it is triggered. Ends once no invocation of it is left.</summary>
    /// <param name="stopping">No new invocation from here on.</param>
    /// <param name="abort">The token of the invocations.</param>
    Task RunAsync(CancellationToken stopping, CancellationToken abort);
}
