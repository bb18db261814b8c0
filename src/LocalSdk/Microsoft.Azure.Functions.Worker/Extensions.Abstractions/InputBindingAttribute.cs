namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of the attributes that declare an input.</summary>
public abstract class InputBindingAttribute : BindingAttribute;
