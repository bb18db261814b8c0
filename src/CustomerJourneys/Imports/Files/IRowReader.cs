using CustomerJourneys.Activities;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Imports.Files;

/// <summary>Reads the rows of a file of one format.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>How many bytes of the file's content were passed, after decompression.</summary>
    long BytesPassed { get; }

    /// <summary>Whether rows without an id are allowed: theirs is derived.</summary>
    bool IdIsOptional { get; }

    /// <summary>Reads the next row.</summary>
    /// <param name="draft">Takes the row.</param>
    /// <param name="errors">Takes what is wrong with the row's form; empty before.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>Whether there was a row.</returns>
    /// <exception cref="ImportFileException">The file cannot be read, or not any further.</exception>
    ValueTask<bool> ReadAsync(ActivityDraft draft, List<FieldError> errors, CancellationToken cancellation);
}
