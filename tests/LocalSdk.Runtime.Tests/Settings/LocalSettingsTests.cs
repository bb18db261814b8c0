using LocalSdk.Runtime.Settings;
using Microsoft.Azure.Functions.Worker.Builder;

namespace LocalSdk.Runtime.Tests.Settings;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("local-settings-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Find_FileAbove_StopsAtTheRootOfTheRepository()
    {
        string app = Directory.CreateDirectory(Path.Combine(_root, "repository", "src", "app")).FullName;
        string outside = Write("local.settings.json");
        Directory.CreateDirectory(Path.Combine(_root, "repository", ".git"));

        Assert.Null(LocalSettings.Find(app));

        string sample = Write("repository/local.settings.sample.json");
        Assert.Equal(sample, LocalSettings.Find(app));

        string real = Write("repository/local.settings.json");
        Assert.Equal(real, LocalSettings.Find(app));
        Assert.NotEqual(outside, real);
    }

    [Fact]
    public void Find_RealFileInALaterFolder_WinsOverASample()
    {
        Write("one/.git");
        Write("two/.git");
        Write("one/local.settings.sample.json");
        string real = Write("two/local.settings.json");

        Assert.Equal(real, LocalSettings.Find(Path.Combine(_root, "one"), Path.Combine(_root, "two")));
    }

    [Fact]
    public void Read_Values_AreNamedAsConfigurationNamesThem()
    {
        string file = Write("local.settings.json", """{ "Values": { "Plain": "1", "A__B": "2" /* why */ }, "Host": {} }""");

        Assert.Equal(new Dictionary<string, string?> { ["Plain"] = "1", ["A:B"] = "2" }, LocalSettings.Read(file));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{ "Values": { "Number": 1 } }""")]
    public void Read_BadFile_NamesIt(string content)
    {
        string file = Write("local.settings.json", content);

        Assert.Contains(file, Assert.Throws<InvalidOperationException>(() => LocalSettings.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateBuilder_EnvironmentVariable_WinsOverSettings()
    {
        string name = "LOCALSDK_" + Unique.Name();
        Environment.SetEnvironmentVariable(name + "__Inner", "environment");

        FunctionsApplicationBuilder builder = LocalFunctionsApplication.CreateBuilder([], new()
        {
            Settings = new Dictionary<string, string?> { [name + "__Inner"] = "file", [name + "__Other"] = "file" },
        });

        Assert.Equal("environment", builder.Configuration[name + ":Inner"]);
        Assert.Equal("file", builder.Configuration[name + ":Other"]);
        Environment.SetEnvironmentVariable(name + "__Inner", null);
    }

    private string Write(string name, string content = "{}")
    {
        string file = Path.Combine(_root, Path.Combine(name.Split('/')));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }
}
