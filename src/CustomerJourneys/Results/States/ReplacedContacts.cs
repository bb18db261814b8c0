namespace CustomerJourneys.Results.States;

/// <summary>Contacts of earlier states who were evaluated anew: their entries there count no more.</summary>
/// <param name="Contacts">Who had an entry there, by number, ascending.</param>
/// <param name="Converted">How many of them had reached each stage.</param>
/// <param name="Stopped">How many of them had reached each stage and no later one.</param>
internal sealed record ReplacedContacts(int[] Contacts, IReadOnlyList<int> Converted, IReadOnlyList<int> Stopped);
