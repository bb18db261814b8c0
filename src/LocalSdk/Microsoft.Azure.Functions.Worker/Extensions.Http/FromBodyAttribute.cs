namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Binds a parameter to the request's body, read as JSON.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromBodyAttribute : Attribute;
