namespace CustomerJourneys.Storage.Rows;

/// <summary>A row or a manifest that others changed each time between reading and writing it, until the attempts were used up. Nothing was written.</summary>
public sealed class ContentionException : Exception
{
    internal ContentionException(string what, int attempts)
        : base($"{what} was changed by others {attempts} times in a row while it was being written.")
    {
    }
}
