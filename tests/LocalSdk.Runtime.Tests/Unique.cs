namespace LocalSdk.Runtime.Tests;

/// <summary>Names that no other test has, for what tests share.</summary>
internal static class Unique
{
    public static string Name() => "t" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
}
