namespace Microsoft.Azure.Functions.Worker;

/// <summary>How a failed invocation is repeated.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute;
