using System.Text.Json;
using CustomerJourneys.Journeys.Definitions;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys;

/// <summary>
/// A journey's definition as JSON: the one form in which the API takes it and gives it. Reading is strict and notes every error
/// with its path; writing keeps a stable order of members. What is written reads as the same definition, and is written again the same.
/// The parts have their own files in <c>Journeys/Definitions</c>, and each condition in <c>Journeys/Rules</c>.
/// </summary>
public static class JourneyJson
{
    /// <summary>The longest name of a journey, a stage or a touchpoint, in characters.</summary>
    public const int MaxName = 200;

    /// <summary>
    /// The largest definition, in bytes as <see cref="Write"/> gives it. What was sent does not count: with the defaults that it left out, and in other
    /// words for the same texts, it may be larger or smaller. So whatever was accepted is accepted again in every form that it is given in.
    /// </summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>How definitions are written wherever they are written without indentation.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JsonTextEncoder.Instance };

    // What an answer adds to a definition. A client may send back what it was given, so they are let through and not read.
    private static readonly string[] AnswerMembers = ["id", "version", "createdAt", "modifiedAt"];

    private static readonly PartLimit StageLimit = new("A journey", "stage", Journey.MaxStages, "journey_needs_stage", "journey_too_many_stages");

    /// <summary>Reads a definition.</summary>
    /// <param name="utf8">The JSON as UTF-8.</param>
    /// <param name="ids">Gives the ids of stages that come without one.</param>
    /// <param name="scheduledByDefault">Whether a journey that does not say so is recalculated by the schedule.</param>
    /// <param name="knownStageIds">The stage ids of the version that is replaced: these are kept, any other is an error.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static Journey Read(ReadOnlyMemory<byte> utf8, IdSource ids, bool scheduledByDefault, IReadOnlyCollection<string> knownStageIds)
    {
        using var document = StrictJson.Parse(utf8);
        return Read(document.RootElement, ids, scheduledByDefault, knownStageIds, otherMembers: []);
    }

    /// <summary>Reads a definition from JSON that is parsed already.</summary>
    /// <param name="root">The JSON.</param>
    /// <param name="ids">Gives the ids of stages that come without one.</param>
    /// <param name="scheduledByDefault">Whether a journey that does not say so is recalculated by the schedule.</param>
    /// <param name="knownStageIds">The stage ids that may be used.</param>
    /// <param name="otherMembers">Members that are no part of the definition, and are let through.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    internal static Journey Read(
        JsonElement root, IdSource ids, bool scheduledByDefault, IReadOnlyCollection<string> knownStageIds, IReadOnlyList<string> otherMembers)
    {
        var errors = new List<FieldError>();
        var journey = JsonMembers.Of(root, "", errors) is { } members
            ? ReadJourney(members, new StageReader(ids, knownStageIds, errors), scheduledByDefault, otherMembers, errors)
            : null;
        return errors.Count > 0 ? throw ProblemException.Invalid(errors) : Sized(journey!);
    }

    /// <summary>The same definition, if it is not too large.</summary>
    /// <exception cref="ProblemException"><c>journey_too_large</c>.</exception>
    public static Journey Sized(Journey journey)
    {
        var size = Write(journey).Length;
        return size <= MaxBytes
            ? journey
            : throw ProblemException.Invalid("", "journey_too_large", $"A definition has at most {MaxBytes} bytes, as answers write it; this one has {size}.");
    }

    /// <summary>
    /// Writes a definition in its shortest form, as UTF-8: without white space, and escaping only what JSON demands. Its length is the size of the definition.
    /// </summary>
    public static byte[] Write(Journey journey)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            WriteMembers(writer, journey);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Writes the members of a definition into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Journey journey)
    {
        writer.WriteString("displayName", journey.DisplayName);
        writer.WriteBoolean("scheduledRecalculation", journey.ScheduledRecalculation);
        DurationJson.Write(writer, "conversionWindow", journey.ConversionWindow);
        ActivityRangeJson.Write(writer, "activityRange", journey.ActivityRange);
        writer.WriteStartArray("stages");
        foreach (var stage in journey.Stages)
            StageWriter.Write(writer, stage);
        writer.WriteEndArray();
    }

    private static Journey ReadJourney(
        JsonMembers members, StageReader stageReader, bool scheduledByDefault, IReadOnlyList<string> otherMembers, List<FieldError> errors)
    {
        var displayName = NameJson.Read(members, "displayName", required: false);
        var scheduled = members.Boolean("scheduledRecalculation") ?? scheduledByDefault;
        var window = DurationJson.Read(members, "conversionWindow");
        var range = ActivityRangeJson.Read(members, "activityRange", errors);
        var stages = PartsJson.Read(members, "stages", StageLimit, stageReader.Read);
        if (members.Find("conversionWindow") is not null && stageReader.MayStartWithoutActivity)
            StageReader.FailWithoutStart(members, "conversionWindow");
        foreach (var name in AnswerMembers.Concat(otherMembers))
            members.Find(name);
        members.RejectUnknown();
        return new Journey(displayName ?? Journey.DefaultDisplayName, scheduled, stages ?? []) { ActivityRange = range, ConversionWindow = window };
    }
}
