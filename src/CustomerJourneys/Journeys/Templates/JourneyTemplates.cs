using System.Text;
using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Templates;

/// <summary>
/// The templates that come with the product: a file each beside this one, <c>{"id","description","definition"}</c>, with the definition as a client
/// would send it. Adding one is adding its file and its name here.
/// </summary>
public static class JourneyTemplates
{
    private static readonly string[] Names =
        ["see-think-do-care", "registration-with-confirmation", "online-purchase", "newsletter-to-sample-request"];

    /// <summary>All templates, in the order in which they are offered.</summary>
    public static IReadOnlyList<JourneyTemplate> All { get; } = [.. Names.Select(Load)];

    private static JourneyTemplate Load(string name)
    {
        using var file = typeof(JourneyTemplates).Assembly.GetManifestResourceStream($"Templates/{name}.json")
            ?? throw new InvalidOperationException($"Template {name} is not in the assembly.");
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        using var document = StrictJson.Parse(bytes.ToArray());
        var root = document.RootElement;
        var definition = root.GetProperty("definition");
        return new JourneyTemplate(
            root.GetProperty("id").GetString()!,
            definition.GetProperty("displayName").GetString()!,
            root.GetProperty("description").GetString()!,
            [.. definition.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("name").GetString()!)],
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(definition)));
    }
}

/// <summary>A journey to begin with.</summary>
/// <param name="Id">Its id, stable over releases: lower-case words and hyphens.</param>
/// <param name="DisplayName">The name of a journey that is made from it.</param>
/// <param name="Description">What it is for, and for whom to look out.</param>
/// <param name="Stages">The names of its stages in order.</param>
/// <param name="Definition">The whole definition as UTF-8 JSON without stage ids; see <see cref="JourneyJson"/>.</param>
public sealed record JourneyTemplate(
    string Id, string DisplayName, string Description, IReadOnlyList<string> Stages, ReadOnlyMemory<byte> Definition);
