using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>
/// The doc comments of types and members, as plain text: what a member means is said once, in the code. They are read from the files that the
/// compiler writes beside the assemblies.
/// </summary>
internal sealed partial class DocComments
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    /// <summary>The summary of a type; <see langword="null"/> without one.</summary>
    public string? Of(Type type) => Find(type, $"T:{type.FullName!.Replace('+', '.')}");

    /// <summary>The summary of a property, or of a parameter of a record.</summary>
    public string? Of(PropertyInfo property) => Find(property.DeclaringType!, $"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}");

    /// <summary>The summary of a value of an enumeration.</summary>
    public string? Of(Type type, string enumValue) => Find(type, $"F:{type.FullName!.Replace('+', '.')}.{enumValue}");

    private string? Find(Type type, string id)
    {
        if (!_files.TryGetValue(type.Assembly, out var file))
            _files[type.Assembly] = file = Read(type.Assembly);
        return file.TryGetValue(id, out var member) && member.Element("summary") is { } summary ? Text(summary) : null;
    }

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        // Without the file the description lacks words, but nothing that a program needs.
        return File.Exists(path)
            ? XDocument.Load(path).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal)
            : [];
    }

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "see" or "paramref" } see => Mention(see),
                XElement other => Text(other),
                _ => "",
            });
        }

        return Space().Replace(text.ToString(), " ").Trim();
    }

    // A member is named as it is in JSON.
    private static string Mention(XElement see)
    {
        var name = (string?)see.Attribute("langword") ?? (string?)see.Attribute("name") ?? ((string?)see.Attribute("cref"))?.Split('.')[^1] ?? see.Value;
        return name.Length > 0 ? $"`{char.ToLowerInvariant(name[0])}{name[1..]}`" : "";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
