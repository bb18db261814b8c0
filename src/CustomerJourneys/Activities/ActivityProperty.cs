namespace CustomerJourneys.Activities;

/// <summary>A named property of an activity: a text or a number.</summary>
/// <param name="Name">The name, compared ignoring case.</param>
/// <param name="Value">The value.</param>
public readonly record struct ActivityProperty(string Name, PropertyValue Value);
