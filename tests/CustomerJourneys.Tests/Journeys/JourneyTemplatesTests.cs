using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Templates;
using CustomerJourneys.Testing;

namespace CustomerJourneys.Tests.Journeys;

/// <summary>The templates are definitions that the product takes, and their maps are whole.</summary>
public sealed class JourneyTemplatesTests
{
    public static TheoryData<string> Ids => [.. JourneyTemplates.All.Select(template => template.Id)];

    [Fact]
    public void All_AreTheFilesOfTheirFolder()
    {
        var files = Repository.Files("src/CustomerJourneys/Journeys/Templates", ".json").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(files.Order(), JourneyTemplates.All.Select(template => template.Id).Order());
        Assert.Equal(4, JourneyTemplates.All.Count);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Template_IsRead_AsADefinition(string id)
    {
        var template = JourneyTemplates.All.Single(template => template.Id == id);

        var journey = Read(template);

        Assert.Equal(template.DisplayName, journey.DisplayName);
        Assert.Equal(template.Stages, journey.Stages.Select(stage => stage.Name));
        Assert.NotEmpty(template.Description);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Template_HasAWholeMap_AtEveryStage(string id)
    {
        var stages = Read(JourneyTemplates.All.Single(template => template.Id == id)).Stages;

        Assert.InRange(stages.Count, 2, Journey.MaxStages);
        Assert.All(stages, stage =>
        {
            var map = stage.Map!;
            Assert.NotNull(map.Phase);
            Assert.NotNull(map.CustomerSegment);
            Assert.NotEmpty(map.Touchpoints);
            Assert.NotEmpty(map.Sources);
            Assert.All((string?[])[map.Mindset, map.CustomerNeed, map.Engagement, map.Objective, map.Owner, map.Notes], Assert.NotNull);
        });
        Assert.Equal(stages.Select(stage => stage.Map!.Phase).Order(), stages.Select(stage => stage.Map!.Phase));
    }

    [Fact]
    public void Templates_Together_HaveDigitalAndOfflineTouchpoints_AndEveryPhase()
    {
        var maps = JourneyTemplates.All.SelectMany(template => Read(template).Stages).Select(stage => stage.Map!).ToList();

        Assert.Equal(Enum.GetValues<TouchpointKind>(), maps.SelectMany(map => map.Touchpoints).Select(touchpoint => touchpoint.Kind).Distinct().Order());
        Assert.Equal(Enum.GetValues<JourneyPhase>().Cast<JourneyPhase?>(), maps.Select(map => map.Phase).Distinct().Order());
    }

    private static Journey Read(JourneyTemplate template) => JourneyJson.Read(template.Definition, new CountingIds(), scheduledByDefault: false, knownStageIds: []);
}
