namespace CustomerJourneys.Problems;

/// <summary>What sort of problem stopped a request. The HTTP layer maps each kind to one status.</summary>
public enum ProblemKind
{
    /// <summary>The request itself is wrong (400).</summary>
    Invalid,

    /// <summary>What the request names does not exist (404).</summary>
    NotFound,

    /// <summary>The route exists, but not with this method (405).</summary>
    MethodNotAllowed,

    /// <summary>The request contradicts what is stored (409).</summary>
    Conflict,

    /// <summary>Somebody else changed it first: the <c>If-Match</c> version is stale (412).</summary>
    PreconditionFailed,

    /// <summary>A body or a batch is over its limit (413).</summary>
    TooLarge,

    /// <summary>The content type or encoding is not one that is read here (415).</summary>
    UnsupportedMediaType,

    /// <summary>The request must carry <c>If-Match</c> (428).</summary>
    PreconditionRequired,

    /// <summary>Storage does not answer at present (503); the same request may succeed later.</summary>
    Unavailable,
}
