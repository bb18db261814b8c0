namespace CustomerJourneys.Activities.Segments;

/// <summary>What the footer says about all activities of one type in a segment.</summary>
/// <param name="Type">The type as first written; unique in the segment ignoring case.</param>
/// <param name="Count">How many activities, at least one.</param>
/// <param name="MinTime">The earliest time in it, milliseconds since 1970.</param>
/// <param name="MaxTime">The latest time in it.</param>
/// <param name="Keys">The contact and the time column.</param>
/// <param name="Fields">The field columns; a field that is empty throughout has none.</param>
/// <param name="Ids">The activity ids, in blocks.</param>
public sealed record SegmentGroup(
    string Type, int Count, long MinTime, long MaxTime, BlockRef Keys, IReadOnlyList<SegmentField> Fields, IReadOnlyList<SegmentIds> Ids);

/// <summary>A field column of a group.</summary>
/// <param name="Name">Such as <c>value</c> or <c>properties.plan</c>; unique in the group ignoring case.</param>
/// <param name="Block">Where it is.</param>
public sealed record SegmentField(string Name, BlockRef Block);

/// <summary>A block of activity ids of a group: consecutive rows.</summary>
/// <param name="FirstContact">The contact of its first row.</param>
/// <param name="LastContact">The contact of its last row.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Block">Where it is.</param>
public sealed record SegmentIds(int FirstContact, int LastContact, int Count, BlockRef Block);
