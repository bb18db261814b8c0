namespace LocalSdk.Azurite;

/// <summary>Azurite could not be installed or started; the message says what to do.</summary>
public sealed class AzuriteException : Exception
{
    /// <summary>With a message that says what to do.</summary>
    public AzuriteException(string message)
        : base(message)
    {
    }

    /// <summary>With a message that says what to do, and the cause.</summary>
    public AzuriteException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
