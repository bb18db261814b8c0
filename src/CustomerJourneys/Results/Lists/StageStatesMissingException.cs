namespace CustomerJourneys.Results.Lists;

/// <summary>Stage states that a result names are not there: deleted after a newer result was published, or lost.</summary>
public sealed class StageStatesMissingException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="blob">The name of the missing blob.</param>
    public StageStatesMissingException(string blob)
        : base($"{blob} is missing.") => Blob = blob;

    /// <summary>The name of the missing blob.</summary>
    public string Blob { get; }
}
