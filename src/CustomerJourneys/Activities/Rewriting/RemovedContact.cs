namespace CustomerJourneys.Activities.Rewriting;

/// <summary>A contact number that stands for nobody any more. It is never given to another.</summary>
/// <param name="Contact">The number.</param>
/// <param name="IsPending">Whether segments or the contact dictionary may still hold something of it.</param>
public abstract record RemovedContact(int Contact, bool IsPending);

/// <summary>A contact that was merged into another.</summary>
/// <param name="Contact">Its number.</param>
/// <param name="IsPending">Whether segments may still hold rows of it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Survivor">The id of the contact it was merged into, which may be merged on.</param>
public sealed record MergedContact(int Contact, bool IsPending, string Id, string Survivor) : RemovedContact(Contact, IsPending);

/// <summary>A contact that was erased.</summary>
/// <param name="Contact">Its number.</param>
/// <param name="IsPending">Whether segments or the dictionary may still hold something of it.</param>
/// <param name="Hash">The keyed hash of its id in hexadecimal.</param>
public sealed record ErasedContact(int Contact, bool IsPending, string Hash) : RemovedContact(Contact, IsPending);
