namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of the attributes that declare an output.</summary>
public abstract class OutputBindingAttribute : BindingAttribute;
