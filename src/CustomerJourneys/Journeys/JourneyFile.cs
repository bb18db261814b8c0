using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys;

/// <summary>
/// A journey as a file for source control: a marker with the version of the format, then the definition with its stage ids, indented, in
/// a stable order, and nothing of the deployment it comes from. Reading a file and writing it again gives the same bytes.
/// </summary>
/// <remarks>
/// The stage ids are part of the file, and are kept wherever it is read: ids of stages belong to their journey, so the same ids in another
/// journey, or in another deployment, meet nothing. Without them a file could not be put over the journey that it came from, or was read into,
/// and leave its stages the same ones.
/// </remarks>
public static partial class JourneyFile
{
    /// <summary>The value of <c>format</c>, by which a file is known from a plain definition.</summary>
    public const string Format = "customer-journey";

    /// <summary>The version of the format that is written. It rises when today's reader would misunderstand a file.</summary>
    public const int FormatVersion = 1;

    /// <summary>
    /// The largest body that brings a file or a definition, in bytes: room for a definition at its own limit with the spaces of an indentation and with every
    /// character escaped.
    /// </summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const int MaxStageId = 64;
    private const string FormatMember = "format";
    private const string VersionMember = "formatVersion";

    private static readonly string[] FileMembers = [FormatMember, VersionMember];

    // Characters of all languages and emoji are written as they are, so that changes can be read.
    private static readonly JsonWriterOptions Written = new() { Indented = true, NewLine = "\n", Encoder = JsonTextEncoder.Instance };

    /// <summary>Writes a definition as a file; the same definition always gives the same bytes.</summary>
    public static byte[] Write(Journey definition)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Written))
        {
            writer.WriteStartObject();
            writer.WriteString(FormatMember, Format);
            writer.WriteNumber(VersionMember, FormatVersion);
            JourneyJson.WriteMembers(writer, definition);
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>Reads a file, or a plain definition.</summary>
    /// <param name="utf8">The JSON as UTF-8.</param>
    /// <param name="ids">Gives the ids of stages that come without one.</param>
    /// <param name="scheduledByDefault">Whether a journey that does not say so is recalculated by the schedule.</param>
    /// <param name="knownStageIds">
    /// The stage ids that a plain definition may use; <see langword="null"/> for any. A file may always bring its own.
    /// </param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static Journey Read(ReadOnlyMemory<byte> utf8, IdSource ids, bool scheduledByDefault, IReadOnlyCollection<string>? knownStageIds)
    {
        using var document = StrictJson.Parse(utf8);
        var root = document.RootElement;
        var isFile = root.ValueKind == JsonValueKind.Object && FileMembers.Any(member => root.TryGetProperty(member, out _));
        if (isFile)
            CheckFormat(root);
        else if (knownStageIds is not null)
            return JourneyJson.Read(root, ids, scheduledByDefault, knownStageIds, otherMembers: []);
        return JourneyJson.Read(root, ids, scheduledByDefault, StageIdsOf(root), FileMembers);
    }

    private static void CheckFormat(JsonElement root)
    {
        var errors = new List<FieldError>();
        var members = JsonMembers.Of(root, "", errors)!;
        var format = members.Text(FormatMember, 64, required: true);
        if (format is not null and not Format)
            members.Fail(FormatMember, "journey_format_unknown", $"The format of a journey's file is '{Format}'.");
        if (members.Find(VersionMember) is null)
            members.FailMissing(VersionMember);
        members.WholeNumber(VersionMember, 1, FormatVersion, "journey_format_unknown");
        if (errors.Count > 0)
            throw ProblemException.Invalid(errors);
    }

    // What is no id at all is left to the reader of the definition.
    private static HashSet<string> StageIdsOf(JsonElement root)
    {
        var (found, errors) = (new HashSet<string>(StringComparer.Ordinal), new List<FieldError>());
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("stages", out var stages) || stages.ValueKind != JsonValueKind.Array)
            return found;
        foreach (var (i, stage) in stages.EnumerateArray().Index())
        {
            if (JsonMembers.Of(stage, "", [])?.Text("id", MaxStageId) is not { } id)
                continue;
            if (!StageId().IsMatch(id))
                errors.Add(new FieldError($"stages[{i}].id", "stage_id_invalid", $"The id of a stage has 1 to {MaxStageId} letters, digits, '-' or '_'."));
            found.Add(id);
        }

        return errors.Count > 0 ? throw ProblemException.Invalid(errors) : found;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex StageId();
}
