using CustomerJourneys.Activities;

namespace CustomerJourneys.Results.States;

/// <summary>Contacts of earlier states who were evaluated anew: their entries there count no more.</summary>
/// <param name="Ids">Who had an entry there, in the order of the ids' bytes.</param>
/// <param name="Converted">How many of them had reached each stage.</param>
/// <param name="Stopped">How many of them had reached each stage and no later one.</param>
internal sealed record ReplacedContacts(ContactIds Ids, IReadOnlyList<int> Converted, IReadOnlyList<int> Stopped);
