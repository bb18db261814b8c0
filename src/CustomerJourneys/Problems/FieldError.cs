namespace CustomerJourneys.Problems;

/// <summary>One thing that is wrong with a request, and where.</summary>
/// <param name="Path">The path of the offending member in the request, such as <c>stages[1].name</c> or <c>activities[3].occurredAt</c>; empty for the request as a whole.</param>
/// <param name="Code">A stable code in <c>snake_case</c>; every code is listed in <c>docs/errors.md</c>.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record FieldError(string Path, string Code, string Message);
