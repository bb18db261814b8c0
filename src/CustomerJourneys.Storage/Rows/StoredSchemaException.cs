namespace CustomerJourneys.Storage.Rows;

/// <summary>A stored thing that this version of the application cannot read. It is left as it is.</summary>
public sealed class StoredSchemaException : Exception
{
    private StoredSchemaException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    internal static StoredSchemaException Newer(string what, int schema, int newest) =>
        new($"{what} is stored in schema {schema}, and this version of the application reads 1 to {newest}. Was it written by a newer version?");

    internal static StoredSchemaException Damaged(string what, string reason, Exception? inner = null) =>
        new($"{what} cannot be read: {reason}", inner);
}
