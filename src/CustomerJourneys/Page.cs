namespace CustomerJourneys;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What the list is of.</typeparam>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="Continuation">An opaque token for the next page, or <see langword="null"/> on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Continuation);
