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

    /// <summary>The largest definition, in bytes of UTF-8.</summary>
    public const int MaxBytes = 512 * 1024;

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
        if (utf8.Length > MaxBytes)
            throw ProblemException.Invalid("", "journey_too_large", $"A definition has at most {MaxBytes} bytes; this one has {utf8.Length}.");
        using var document = StrictJson.Parse(utf8);
        var errors = new List<FieldError>();
        var journey = JsonMembers.Of(document.RootElement, "", errors) is { } members
            ? ReadJourney(members, new StageReader(ids, knownStageIds, errors), scheduledByDefault, errors)
            : null;
        return errors.Count > 0 ? throw ProblemException.Invalid(errors) : journey!;
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

    private static Journey ReadJourney(JsonMembers members, StageReader stageReader, bool scheduledByDefault, List<FieldError> errors)
    {
        var displayName = NameJson.Read(members, "displayName", required: false);
        var scheduled = members.Boolean("scheduledRecalculation") ?? scheduledByDefault;
        var window = DurationJson.Read(members, "conversionWindow");
        var range = ActivityRangeJson.Read(members, "activityRange", errors);
        var stages = PartsJson.Read(members, "stages", StageLimit, stageReader.Read);
        if (members.Find("conversionWindow") is not null && stageReader.MayStartWithoutActivity)
            StageReader.FailWithoutStart(members, "conversionWindow");
        foreach (var name in AnswerMembers)
            members.Find(name);
        members.RejectUnknown();
        return new Journey(displayName ?? Journey.DefaultDisplayName, scheduled, stages ?? []) { ActivityRange = range, ConversionWindow = window };
    }
}
