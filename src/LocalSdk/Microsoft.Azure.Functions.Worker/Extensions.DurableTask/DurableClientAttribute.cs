using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Binds a <c>DurableTaskClient</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; that of <c>host.json</c> where it is not set.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting that holds the connection; that of the app where it is not set.</summary>
    public string? ConnectionName { get; set; }
}
