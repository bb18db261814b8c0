using System.Collections.Concurrent;
using System.Reflection;
using LocalSdk.Runtime.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace LocalSdk.Runtime.Functions;

/// <summary>Runs functions: a scope of services, the middleware, the method, the outputs.</summary>
internal sealed class FunctionInvoker
{
    private readonly IServiceScopeFactory _scopes;
    private readonly QueueOutputs _queueOutputs;
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly ConcurrentDictionary<Type, ObjectFactory> _factories = new();
    private readonly Dictionary<string, (MethodInvoker Method, ParameterBinder.Bind[] Parameters)> _methods;

    public FunctionInvoker(
        IServiceScopeFactory scopes,
        QueueOutputs queueOutputs,
        IReadOnlyList<FunctionDescriptor> functions,
        IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware)
    {
        _scopes = scopes;
        _queueOutputs = queueOutputs;
        _methods = functions.ToDictionary(
            function => function.Name, function => (MethodInvoker.Create(function.Method), ParameterBinder.ForFunction(function)));
        _pipeline = middleware.Reverse().Aggregate((FunctionExecutionDelegate)RunMethodAsync, (next, step) => step(next));
    }

    /// <summary>Runs a function to its end and gives what it, or middleware in its place, returned.</summary>
    public async Task<object?> InvokeAsync(FunctionDescriptor function, Invocation invocation)
    {
        await using AsyncServiceScope scope = _scopes.CreateAsyncScope();
        LocalFunctionContext context = new(function, invocation, scope.ServiceProvider);
        await _pipeline(context);
        await _queueOutputs.SendAsync(function, context.Outcome.Value, invocation.CancellationToken);
        return context.Outcome.Value;
    }

    private async Task RunMethodAsync(FunctionContext functionContext)
    {
        LocalFunctionContext context = (LocalFunctionContext)functionContext;
        FunctionDescriptor function = (FunctionDescriptor)context.FunctionDefinition;
        (MethodInvoker method, ParameterBinder.Bind[] parameters) = _methods[function.Name];
        object?[] arguments = new object?[parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = await parameters[i](context);
        }

        object? instance = function.Method.IsStatic ? null : CreateInstance(function, context.InstanceServices);
        try
        {
            context.Outcome.Value = await ResultOfAsync(function, method.Invoke(instance, arguments.AsSpan()));
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private object CreateInstance(FunctionDescriptor function, IServiceProvider services) => _factories.GetOrAdd(
        function.Method.DeclaringType!, type => ActivatorUtilities.CreateFactory(type, Type.EmptyTypes))(services, null);

    private static async Task<object?> ResultOfAsync(FunctionDescriptor function, object? returned)
    {
        switch (returned)
        {
            case Task task:
                await task;
                return function.Method.ReturnType.IsGenericType ? task.GetType().GetProperty(nameof(Task<object>.Result))!.GetValue(task) : null;
            case ValueTask task:
                await task;
                return null;
            case not null when returned.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>):
                return await ResultOfAsync(function, type.GetMethod(nameof(ValueTask<object>.AsTask))!.Invoke(returned, null));
            default:
                return returned;
        }
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        if (instance is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else if (instance is IDisposable disposable)
        {
            disposable.Dispose();
        }
    }
}
