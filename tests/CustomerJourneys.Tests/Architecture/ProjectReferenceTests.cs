using System.Xml.Linq;
using CustomerJourneys.Testing;

namespace CustomerJourneys.Tests.Architecture;

/// <summary>Dependencies point one way: Functions, Storage, core. What the compiler does not see is what a project may add; here it is written down.</summary>
public class ProjectReferenceTests
{
    private static readonly string[] CorePackages = ["MathNet.Numerics"];

    [Fact]
    public void Core_References_NoProject_AndOnlyNamedPackages()
    {
        Assert.Empty(References("CustomerJourneys", "ProjectReference"));
        Assert.Subset(CorePackages.ToHashSet(), References("CustomerJourneys", "PackageReference").ToHashSet());
        Assert.Empty(References("CustomerJourneys", "FrameworkReference"));
    }

    [Fact]
    public void Storage_References_CoreOnly()
    {
        Assert.Equal(["CustomerJourneys"], References("CustomerJourneys.Storage", "ProjectReference"));
        Assert.DoesNotContain(References("CustomerJourneys.Storage", "PackageReference"), name => name.Contains("Functions") || name.Contains("DurableTask"));
        Assert.Empty(References("CustomerJourneys.Storage", "FrameworkReference"));
    }

    [Fact]
    public void Functions_References_StorageAndCore() =>
        Assert.Equal(["CustomerJourneys", "CustomerJourneys.Storage"], References("CustomerJourneys.Functions", "ProjectReference").Order());

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        var solution = File.ReadAllText(Repository.PathOf("CustomerJourneys.sln")).Replace('\\', '/');
        string[] projects = [.. Repository.Files("src", ".csproj"), .. Repository.Files("tests", ".csproj"), .. Repository.Files("bench", ".csproj")];
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.Contains($"\"{project}\"", solution));
    }

    [Fact]
    public void EveryPackageVersion_IsCentral() =>
        Assert.All(
            Repository.Files("src", ".csproj").Concat(Repository.Files("tests", ".csproj")),
            project => Assert.DoesNotContain(Load(project).Descendants("PackageReference"), item => item.Attribute("Version") is not null));

    private static IEnumerable<string> References(string project, string kind) =>
        Load($"src/{project}/{project}.csproj").Descendants(kind).Select(item => (string)item.Attribute("Include")!).Select(NameOf);

    private static XDocument Load(string project) => XDocument.Load(Repository.PathOf(project));

    private static string NameOf(string reference) => reference.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(reference) : reference;
}
