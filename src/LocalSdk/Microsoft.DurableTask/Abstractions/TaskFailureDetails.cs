using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>Why a durable task failed.</summary>
/// <param name="ErrorType">The full name of the exception type, or <c>(unknown)</c>.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">Where it was thrown, if known.</param>
/// <param name="InnerFailure">The inner exception, if any.</param>
/// <param name="Properties">Further values, if any.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    /// <summary>Whether the failure was an exception of this type or one derived from it; false when its type is not known here.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <inheritdoc cref="IsCausedBy{T}"/>
    /// <exception cref="ArgumentException">The type is no exception type.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies have a type of that name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"The type {targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        }

        Type[] found = string.IsNullOrEmpty(ErrorType)
            ? []
            : [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(ErrorType)).OfType<Type>().Distinct()];
        return found.Length > 1
            ? throw new AmbiguousMatchException($"Several exception types are named '{ErrorType}'.")
            : found.Length == 1 && targetBaseExceptionType.IsAssignableFrom(found[0]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";
}
