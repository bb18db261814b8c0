using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.Journeys;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Journeys;

/// <summary>
/// A definition has one size, however it is sent: what was accepted is accepted again in every form in which it is given, and one byte more is refused in every form.
/// </summary>
public sealed class JourneySizeTests
{
    private static readonly string[] AnyStage = [.. Enumerable.Range(1, Journey.MaxStages).Select(number => $"s{number}")];

    public static TheoryData<int> Units => [.. Enumerable.Range(0, LargeDefinitions.Units.Count)];

    [Theory]
    [MemberData(nameof(Units))]
    public void Read_DefinitionAtTheLimit_IsTakenInEveryForm_AndTakenAgainAsItIsGiven(int unit)
    {
        foreach (var definition in AtLimit(unit, JourneyJson.MaxBytes))
        {
            foreach (var form in LargeDefinitions.Forms(definition))
            {
                var saved = JourneyJson.Read(Encoding.UTF8.GetBytes(form), new CountingIds(), scheduledByDefault: true, AnyStage);
                Assert.Equal(JourneyJson.MaxBytes, JourneyJson.Write(saved).Length);

                var file = JourneyFile.Write(saved);
                Assert.InRange(file.Length, JourneyJson.MaxBytes + 1, JourneyFile.MaxBytes);
                Assert.Equal(file, JourneyFile.Write(JourneyFile.Read(file, new CountingIds(), scheduledByDefault: false, knownStageIds: [])));

                var put = JourneyFile.Read(Answer(saved), new CountingIds(), scheduledByDefault: false, [.. saved.Stages.Select(stage => stage.Id)]);
                Assert.Equal(file, JourneyFile.Write(put));
                Assert.Equal(file, JourneyFile.Write(JourneyFile.Read(Answer(saved), new CountingIds(), scheduledByDefault: false, knownStageIds: null)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void Read_OneByteMore_IsRefusedInEveryForm(int unit)
    {
        foreach (var form in AtLimit(unit, JourneyJson.MaxBytes + 1).SelectMany(LargeDefinitions.Forms))
        {
            var utf8 = Encoding.UTF8.GetBytes(form);
            AssertRefused(() => JourneyJson.Read(utf8, new CountingIds(), scheduledByDefault: true, AnyStage));
            AssertRefused(() => JourneyFile.Read(utf8, new CountingIds(), scheduledByDefault: true, knownStageIds: null));
            AssertRefused(() => JourneyFile.Read(
                Encoding.UTF8.GetBytes(form.Insert(form.IndexOf('{', StringComparison.Ordinal) + 1, "\"format\":\"customer-journey\",\"formatVersion\":1,")),
                new CountingIds(), scheduledByDefault: true, knownStageIds: []));
        }
    }

    [Fact]
    public void Read_DefaultsThatPushItOverTheLimit_AreCounted()
    {
        var definition = LargeDefinitions.WithoutDefaults("🙂", JourneyJson.MaxBytes + 1);
        var utf8 = Encoding.UTF8.GetBytes(LargeDefinitions.Forms(definition)[0]);
        Assert.InRange(utf8.Length, 1, JourneyJson.MaxBytes * 9 / 10);

        AssertRefused(() => JourneyJson.Read(utf8, new CountingIds(), scheduledByDefault: true, knownStageIds: []));
    }

    [Fact]
    public async Task Duplicate_WhenTheCopyWouldBeTooLarge_IsRefusedAndNothingIsStored()
    {
        var world = new RecalculationWorld();
        var definition = LargeDefinitions.Random(seed: 1, "🙂", JourneyJson.MaxBytes);
        var original = await world.Catalog.ImportAsync(Encoding.UTF8.GetBytes(definition.ToJsonString()), CancellationToken.None);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => world.Catalog.DuplicateAsync(original.Id, default, CancellationToken.None));

        Assert.Equal("journey_too_large", problem.Code);
        Assert.Single((await world.Catalog.ListAsync(null, null, null, CancellationToken.None)).Items);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void Write_TextOfAnyCharacters_IsShort(int unit)
    {
        var text = LargeDefinitions.Units[unit];
        var definition = JsonNode.Parse(FullDefinition.Least)!;
        definition["displayName"] = $"a{text}b";

        var written = Encoding.UTF8.GetString(JourneyJson.Write(JourneyText.Read(definition.ToJsonString())));

        var expected = text switch { "\"" => "\\\"", "\\" => "\\\\", "\n" => "\\n", "\u0001" => "\\u0001", _ => text };
        Assert.StartsWith($"{{\"displayName\":\"a{expected}b\",", written, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonObject> AtLimit(int unit, int size)
    {
        var text = LargeDefinitions.Units[unit];
        return [LargeDefinitions.WithoutDefaults(text, size), LargeDefinitions.Random(seed: unit, text, size)];
    }

    // As the API answers it.
    private static byte[] Answer(Journey journey)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JourneyJson.Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("id", "0123456789abcdef0123456789abcdef");
            writer.WriteNumber("version", 1);
            JourneyJson.WriteMembers(writer, journey);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void AssertRefused(Func<Journey> read) => Assert.Equal("journey_too_large", Assert.Throws<ProblemException>(() => { read(); }).Code);
}
