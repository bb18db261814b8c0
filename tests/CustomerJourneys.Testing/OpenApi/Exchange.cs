namespace CustomerJourneys.Testing.OpenApi;

/// <summary>A request and its answer, as far as an API description speaks of them. Names of headers compare ignoring case.</summary>
/// <param name="Request">The request.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Headers">The headers of the answer, also those of its body.</param>
/// <param name="Body">The body of the answer; empty without one.</param>
public sealed record Exchange(ExchangeRequest Request, int Status, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A request.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, as sent.</param>
/// <param name="Headers">The headers, also those of its body.</param>
/// <param name="Body">The body, decompressed; <see langword="null"/> when it is a file that nobody describes.</param>
public sealed record ExchangeRequest(string Method, Uri Target, IReadOnlyDictionary<string, string> Headers, string? Body);
