namespace CustomerJourneys.Journeys;

/// <summary>
/// What the journey map says about a stage. It is for people: nothing of it changes who reaches the stage. Every part is optional.
/// </summary>
public sealed record StageMap
{
    /// <summary>The longest text of a map, in characters.</summary>
    public const int MaxText = 4000;

    /// <summary>The most touchpoints of a stage.</summary>
    public const int MaxTouchpoints = 50;

    /// <summary>The most sources of a stage.</summary>
    public const int MaxSources = 50;

    /// <summary>The phase of See, Think, Do, Care.</summary>
    public JourneyPhase? Phase { get; init; }

    /// <summary>Which customer segment the stage is for.</summary>
    public CustomerSegment? CustomerSegment { get; init; }

    /// <summary>Where contacts meet the company at this stage.</summary>
    public IReadOnlyList<Touchpoint> Touchpoints { get; init; } = [];

    /// <summary>What contacts think and feel.</summary>
    public string? Mindset { get; init; }

    /// <summary>What contacts need.</summary>
    public string? CustomerNeed { get; init; }

    /// <summary>How to engage them.</summary>
    public string? Engagement { get; init; }

    /// <summary>What the stage is to achieve.</summary>
    public string? Objective { get; init; }

    /// <summary>The team that owns the stage.</summary>
    public string? Owner { get; init; }

    /// <summary>When the stage is to be reviewed next.</summary>
    public DateOnly? ReviewOn { get; init; }

    /// <summary>Where the evidence for the map comes from.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Anything else.</summary>
    public string? Notes { get; init; }
}

/// <summary>The phases of a journey map.</summary>
public enum JourneyPhase
{
    /// <summary>They could need it one day.</summary>
    See,

    /// <summary>They think about it.</summary>
    Think,

    /// <summary>They are about to act.</summary>
    Do,

    /// <summary>They are customers.</summary>
    Care,
}

/// <summary>Who a stage is for. Not a segment of storage.</summary>
public enum CustomerSegment
{
    /// <summary>Everybody who could need it one day: See.</summary>
    TargetGroup,

    /// <summary>Somebody who looks into it: Think.</summary>
    Prospect,

    /// <summary>Somebody who left an address: Think or early Do.</summary>
    Lead,

    /// <summary>A marketing qualified lead: Do.</summary>
    Mql,

    /// <summary>A sales qualified lead: advanced Do.</summary>
    Sql,

    /// <summary>A customer: Care.</summary>
    Customer,

    /// <summary>A customer who comes back and recommends: Care.</summary>
    LoyalCustomer,
}

/// <summary>Where contacts meet the company.</summary>
/// <param name="Name">What it is called; 1 to 200 characters.</param>
/// <param name="Kind">Whether it is digital.</param>
public sealed record Touchpoint(string Name, TouchpointKind Kind);

/// <summary>Whether a touchpoint is digital.</summary>
public enum TouchpointKind
{
    /// <summary>Such as social ads, website visits, e-mail campaigns.</summary>
    Digital,

    /// <summary>Such as sales meetings, conferences, word of mouth; its activities come in by import.</summary>
    Offline,
}
