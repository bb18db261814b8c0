namespace Microsoft.Azure.Functions.Worker;

/// <summary>What middleware sees of an invocation's bindings.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>What the function returned so far; its value may be replaced.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context)
    {
        InvocationOutcome outcome = context.Features.Get<InvocationOutcome>()
            ?? throw new InvalidOperationException("The invocation has no result: it does not run in a host.");
        return new InvocationResult(outcome.Value, value => outcome.Value = value);
    }
}
