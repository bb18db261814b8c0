using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Functions.Recalculation;

/// <summary>What is told of an exception that stopped a step: the reason that a failed run shows to people.</summary>
internal static class RecalculationFault
{
    /// <summary>Whether it would come again however often the step is repeated.</summary>
    public static bool IsLasting(Exception exception) =>
        exception is CorruptBlobException or StoredSchemaException or StoreConfigurationException;

    /// <summary>
    /// The reason in a sentence. Only exceptions of our own storage are quoted, which name blobs and rows and never what a contact did.
    /// </summary>
    public static string Describe(Exception exception, CancellationToken cancellation) => exception switch
    {
        _ when IsLasting(exception) => exception.Message,
        _ when StorageFaults.IsUnavailable(exception, cancellation) => "Storage did not answer.",
        _ => $"An unexpected error ({exception.GetType().Name}); the log has more.",
    };
}

/// <summary>A step that is to be repeated; its message is what the run's error becomes if that does not help.</summary>
internal sealed class RecalculationStepException(string message, Exception inner) : Exception(message, inner);
