using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace LocalSdk.Runtime.Functions;

/// <summary>One invocation.</summary>
internal sealed class LocalFunctionContext : FunctionContext
{
    private readonly FunctionDescriptor _function;
    private readonly Invocation _invocation;

    public LocalFunctionContext(FunctionDescriptor function, Invocation invocation, IServiceProvider services)
    {
        _function = function;
        _invocation = invocation;
        InstanceServices = services;
        Items = new Dictionary<object, object>(invocation.Items);
        TraceContext = new CurrentTrace(Activity.Current);
        BindingContext = new TriggerData(invocation.BindingData);
        RetryContext = new Attempts(invocation.RetryCount, invocation.MaxRetryCount);
        Features.Set(Outcome);
    }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => _function.Id;

    public override TraceContext TraceContext { get; }

    public override BindingContext BindingContext { get; }

    public override RetryContext RetryContext { get; }

    public override IServiceProvider InstanceServices { get; set; }

    public override FunctionDefinition FunctionDefinition => _function;

    public override IDictionary<object, object> Items { get; set; }

    public override IInvocationFeatures Features { get; } = new InvocationFeatures();

    public override CancellationToken CancellationToken => _invocation.CancellationToken;

    public object? TriggerValue => _invocation.TriggerValue;

    public InvocationOutcome Outcome { get; } = new();

    private sealed class CurrentTrace(Activity? activity) : TraceContext
    {
        public override string TraceParent => activity?.Id ?? "";

        public override string TraceState => activity?.TraceStateString ?? "";
    }

    private sealed class TriggerData(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class Attempts(int before, int max) : RetryContext
    {
        public override int RetryCount => before;

        public override int MaxRetryCount => max;
    }
}
