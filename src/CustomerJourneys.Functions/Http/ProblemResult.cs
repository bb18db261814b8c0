using System.Globalization;
using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;

namespace CustomerJourneys.Functions.Http;

/// <summary>Problem details as an HTTP answer (RFC 9457), with our <c>code</c>, <c>errors</c> and <c>traceId</c>.</summary>
internal sealed class ProblemResult : IResult
{
    private readonly int _status;
    private readonly string _code;
    private readonly string _detail;
    private readonly IReadOnlyList<FieldError> _errors;
    private readonly string _traceId;

    public ProblemResult(ProblemException problem, string traceId)
        : this(StatusOf(problem.Kind), problem.Code, problem.Message, problem.Errors, traceId)
    {
    }

    private ProblemResult(int status, string code, string detail, IReadOnlyList<FieldError> errors, string traceId) =>
        (_status, _code, _detail, _errors, _traceId) = (status, code, detail, errors, traceId);

    public static ProblemResult Internal(string traceId) => new(
        StatusCodes.Status500InternalServerError, "internal_error", "Something went wrong on our side. The log has more under the trace id.", [], traceId);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _status;
        if (_status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = 5.ToString(CultureInfo.InvariantCulture);
        var body = new ProblemAnswer($"urn:customerjourneys:problem:{_code}", TitleOf(_status), _status, _code, _detail, _errors, _traceId);
        return httpContext.Response.WriteAsJsonAsync(body, Answer.Json, "application/problem+json", httpContext.RequestAborted);
    }

    private static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemKind.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        ProblemKind.PreconditionRequired => StatusCodes.Status428PreconditionRequired,
        ProblemKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of problem has no status."),
    };

    /// <summary>What a status means, for people.</summary>
    public static string TitleOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid.",
        StatusCodes.Status404NotFound => "Not found.",
        StatusCodes.Status405MethodNotAllowed => "This method is not allowed here.",
        StatusCodes.Status409Conflict => "The request contradicts what is stored.",
        StatusCodes.Status412PreconditionFailed => "It was changed in the meantime.",
        StatusCodes.Status413PayloadTooLarge => "The body is too large.",
        StatusCodes.Status415UnsupportedMediaType => "The body is of a kind that is not read here.",
        StatusCodes.Status428PreconditionRequired => "If-Match is required.",
        StatusCodes.Status503ServiceUnavailable => "Temporarily unavailable.",
        _ => "Something went wrong.",
    };
}

/// <summary>What is wrong, as problem details by RFC 9457.</summary>
/// <param name="Type">The code as a URN.</param>
/// <param name="Title">What the status means, for people.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Code">The stable code: decide by it.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Errors">Every field that is wrong, as far as it can be told in one reading; the first one gives the problem's code. Empty when no field is at fault.</param>
/// <param name="TraceId">Finds the request in the log.</param>
internal sealed record ProblemAnswer(string Type, string Title, int Status, string Code, string Detail, IReadOnlyList<FieldError> Errors, string TraceId);
