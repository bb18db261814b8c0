namespace CustomerJourneys.Storage.Activities;

/// <summary>A segment of a manifest.</summary>
/// <param name="Name">The blob.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="FooterOffset">Where its footer starts.</param>
/// <param name="Activities">How many activities it holds.</param>
/// <param name="Level">0 if a commit wrote it from new activities only; else one more than the greatest level merged into it.</param>
internal sealed record ManifestSegment(string Name, long Length, long FooterOffset, long Activities, int Level);

/// <summary>A stretch of the contact dictionary of a manifest.</summary>
/// <param name="Name">The blob.</param>
/// <param name="Count">How many contacts it holds.</param>
internal sealed record ManifestContacts(string Name, int Count);

/// <summary>Which contacts of a partition are merged or erased.</summary>
/// <param name="Name">The blob.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Pending">Of how many something may still be stored.</param>
internal sealed record ManifestRemoved(string Name, int Count, int Pending);

/// <summary>Which contacts the commits up to one changed, from the entry before on.</summary>
/// <param name="Name">The blob.</param>
/// <param name="Epoch">The last commit in it.</param>
/// <param name="Contacts">How many contacts it names, one that changed by several types once for each.</param>
internal sealed record ManifestChanges(string Name, long Epoch, int Contacts);
