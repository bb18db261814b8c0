namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of the attributes that declare a trigger.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute;
