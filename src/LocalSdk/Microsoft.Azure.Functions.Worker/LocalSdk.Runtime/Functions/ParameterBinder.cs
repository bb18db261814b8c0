using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using LocalSdk.Durable;
using LocalSdk.Runtime.Durable;
using LocalSdk.Runtime.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace LocalSdk.Runtime.Functions;

/// <summary>Gives a function's parameters their values. What cannot be bound is found when the app starts.</summary>
internal static class ParameterBinder
{
    /// <summary>How one parameter gets its value.</summary>
    public delegate ValueTask<object?> Bind(LocalFunctionContext context);

    /// <summary>A binder for each parameter, in order.</summary>
    /// <exception cref="InvalidOperationException">A parameter is of a kind that nothing binds.</exception>
    public static Bind[] ForFunction(FunctionDescriptor function) =>
        [.. function.Method.GetParameters().Select(parameter => ForParameter(function, parameter))];

    private static Bind ForParameter(FunctionDescriptor function, ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (parameter.Position == function.TriggerParameter.Position)
        {
            return function.Trigger is HttpTriggerAttribute ? ForRequest(parameter) : ForTrigger(function, type);
        }

        if (type == typeof(FunctionContext))
        {
            return context => new(context);
        }

        if (type == typeof(CancellationToken))
        {
            return context => new(context.CancellationToken);
        }

        if (parameter.IsDefined(typeof(DurableClientAttribute)) && type == typeof(DurableTaskClient))
        {
            return context => new(context.InstanceServices.GetRequiredService<DurableHost>().Client);
        }

        if (function.Trigger is HttpTriggerAttribute && (type == typeof(HttpRequest) || parameter.IsDefined(typeof(FromBodyAttribute))))
        {
            return ForRequest(parameter);
        }

        return IsScalar(type)
            ? ForBindingData(parameter)
            : throw new InvalidOperationException($"The function '{function.Name}' has a parameter that cannot be bound: {type} {parameter.Name}.");
    }

    private static Bind ForRequest(ParameterInfo parameter) => parameter.ParameterType == typeof(HttpRequest)
        ? context => new(HttpInvocation.RequestOf(context))
        : async context => await HttpInvocation.RequestOf(context).ReadFromJsonAsync(parameter.ParameterType, context.CancellationToken);

    // A queue message or a durable activity's input is a text: taken as it is for a string parameter of a queue, else read as JSON.
    private static Bind ForTrigger(FunctionDescriptor function, Type type) => context => new(context.TriggerValue switch
    {
        null => type.IsValueType ? Activator.CreateInstance(type) : null,
        string text when type != typeof(string) || function.Trigger is ActivityTriggerAttribute => DurableEngine.DataConverter.Deserialize(text, type),
        object value => value,
    });

    private static Bind ForBindingData(ParameterInfo parameter) => context =>
    {
        if (!context.BindingContext.BindingData.TryGetValue(parameter.Name!, out object? value) || value is null or "")
        {
            return new(parameter.HasDefaultValue
                ? parameter.DefaultValue
                : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : value);
        }

        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return new(type.IsInstanceOfType(value)
            ? value
            : TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, Convert.ToString(value, CultureInfo.InvariantCulture)!));
    };

    private static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) || type.IsPrimitive || type.IsEnum || type == typeof(Guid) || type == typeof(decimal) ||
            type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeSpan);
    }
}
