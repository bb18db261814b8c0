using CustomerJourneys.Journeys;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Journeys;

/// <summary>
/// The definition of a journey in its stored form: UTF-8 JSON with a schema number beside it. Schema 1 had <c>performedActivity</c> alone,
/// and neither windows nor exclusions nor maps. Schema 2 adds them, and leaves out an empty <c>where</c>; its reader takes schema 1 as well.
/// </summary>
internal static class StoredJourneyJson
{
    /// <summary>The schema that is written. A change that today's reader cannot read raises it, and keeps a reader for the earlier ones.</summary>
    public const int Schema = 2;

    /// <summary>Writes a definition.</summary>
    public static byte[] Write(Journey definition) => StoredJson.Write(definition);

    /// <summary>Reads a definition.</summary>
    /// <param name="json">What was stored.</param>
    /// <param name="what">Whose it is, for the error.</param>
    public static Journey Read(ReadOnlySpan<byte> json, string what) => StoredJson.Read<Journey>(json, what);
}
