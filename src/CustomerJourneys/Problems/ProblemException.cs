namespace CustomerJourneys.Problems;

/// <summary>
/// A request that cannot be carried out, for a reason that the caller is told. Nothing of the request was stored.
/// The HTTP layer turns it into problem details in one place; other exceptions are defects or outages.
/// </summary>
public sealed class ProblemException : Exception
{
    /// <summary>Creates a problem.</summary>
    /// <param name="kind">Which sort of problem.</param>
    /// <param name="code">The stable code.</param>
    /// <param name="detail">A sentence for people.</param>
    /// <param name="errors">The offending fields, if any.</param>
    public ProblemException(ProblemKind kind, string code, string detail, IReadOnlyList<FieldError>? errors = null)
        : base(detail)
    {
        Kind = kind;
        Code = code;
        Errors = errors ?? [];
    }

    /// <summary>Which sort of problem.</summary>
    public ProblemKind Kind { get; }

    /// <summary>The stable code in <c>snake_case</c>.</summary>
    public string Code { get; }

    /// <summary>The offending fields; empty when the request as a whole is at fault.</summary>
    public IReadOnlyList<FieldError> Errors { get; }

    /// <summary>An invalid request with the one field that is wrong.</summary>
    public static ProblemException Invalid(string path, string code, string message) =>
        new(ProblemKind.Invalid, code, message, [new FieldError(path, code, message)]);

    /// <summary>An invalid request with all fields that are wrong; the first one names the problem.</summary>
    /// <param name="errors">At least one error.</param>
    public static ProblemException Invalid(IReadOnlyList<FieldError> errors) =>
        new(ProblemKind.Invalid, errors[0].Code, errors[0].Message, errors);

    /// <summary>Something the request names does not exist.</summary>
    public static ProblemException NotFound(string code, string detail) => new(ProblemKind.NotFound, code, detail);
}
