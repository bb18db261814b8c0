using CustomerJourneys.Testing;

namespace CustomerJourneys.Tests.Activities;

/// <summary>Files of stored bytes, in hexadecimal, 32 bytes a line. They never change: a new version of a format gets a new file.</summary>
internal static class Golden
{
    public static byte[] Bytes(string file) =>
        Convert.FromHexString(string.Concat(File.ReadAllLines(Repository.PathOf("tests/CustomerJourneys.Tests/Activities/GoldenBytes/" + file))));

    public static void AssertEqual(string file, byte[] bytes) => Assert.Equal(Lines(Bytes(file)), Lines(bytes));

    private static string[] Lines(byte[] bytes) => [.. bytes.Chunk(32).Select(Convert.ToHexStringLower)];
}
