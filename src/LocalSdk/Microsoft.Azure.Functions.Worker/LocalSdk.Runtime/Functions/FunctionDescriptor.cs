using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace LocalSdk.Runtime.Functions;

/// <summary>A function as found in an assembly.</summary>
internal sealed class FunctionDescriptor : FunctionDefinition
{
    public FunctionDescriptor(string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
    {
        Name = name;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        string kind = Kind(trigger);
        InputBindings = ImmutableDictionary<string, BindingMetadata>.Empty.Add(
            triggerParameter.Name!, new DeclaredBinding(triggerParameter.Name!, kind, BindingDirection.In));
        OutputBindings = trigger is HttpTriggerAttribute
            ? ImmutableDictionary<string, BindingMetadata>.Empty.Add("$return", new DeclaredBinding("$return", "http", BindingDirection.Out))
            : ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Id => Name;

    /// <inheritdoc/>
    public override string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    /// <inheritdoc/>
    public override string PathToAssembly => Method.Module.FullyQualifiedName;

    /// <inheritdoc/>
    public override ImmutableArray<FunctionParameter> Parameters =>
        [.. Method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    /// <inheritdoc/>
    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    /// <inheritdoc/>
    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    // TimerTriggerAttribute is "timerTrigger", as function metadata has it.
    private static string Kind(TriggerBindingAttribute trigger)
    {
        string name = trigger.GetType().Name[..^"Attribute".Length];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private sealed class DeclaredBinding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
