namespace CustomerJourneys.Imports;

/// <summary>A file that cannot be read as a whole, or not any further. The import ends as failed with this code.</summary>
public sealed class ImportFileException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="code">The stable code in <c>snake_case</c>.</param>
    /// <param name="message">A sentence for people, without content of rows.</param>
    /// <param name="cause">What lies behind it.</param>
    public ImportFileException(string code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>The stable code in <c>snake_case</c>.</summary>
    public string Code { get; }
}
