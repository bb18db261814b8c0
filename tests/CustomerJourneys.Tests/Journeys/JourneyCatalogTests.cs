using System.Text;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Templates;
using CustomerJourneys.Problems;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Journeys;

/// <summary>Journeys that are made from others, and lists of them.</summary>
public sealed class JourneyCatalogTests
{
    private readonly RecalculationWorld _world = new();

    [Fact]
    public async Task Duplicate_AJourney_IsANewOneWithStageIdsOfItsOwn()
    {
        var original = await _world.EditAsync(await _world.SaveAsync("visit", "buy"), "visit", "buy");
        _world.Time.Advance(TimeSpan.FromDays(1));

        var copy = await _world.Catalog.DuplicateAsync(original.Id, default, CancellationToken.None);

        Assert.Equal(("Copy of Test", 1, _world.Time.GetUtcNow()), (copy.Definition.DisplayName, copy.Version, copy.CreatedAt));
        Assert.NotEqual(original.Id, copy.Id);
        Assert.NotEqual(original.RecalculationId, copy.RecalculationId);
        Assert.Empty(copy.Definition.Stages.Select(stage => stage.Id).Intersect(original.Definition.Stages.Select(stage => stage.Id)));
        Assert.Equivalent(
            original.Definition.Stages.Select(stage => stage with { Id = "" }), copy.Definition.Stages.Select(stage => stage with { Id = "" }), strict: true);
        Assert.Equal(copy, await _world.Catalog.FindAsync(copy.Id, CancellationToken.None));
        Assert.Equal(2, (await _world.Catalog.FindAsync(original.Id, CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Duplicate_WithAName_TakesIt()
    {
        var original = await _world.SaveAsync("visit");

        var copy = await _world.Catalog.DuplicateAsync(original.Id, Bytes("""{"displayName":" Second "}"""), CancellationToken.None);

        Assert.Equal("Second", copy.Definition.DisplayName);
    }

    [Theory]
    [InlineData("""{"displayName":" "}""", "name_empty", "displayName")]
    [InlineData("""{"displayName":5}""", "text_expected", "displayName")]
    [InlineData("""{"stages":[]}""", "unknown_member", "stages")]
    [InlineData("[]", "object_expected", "")]
    [InlineData("{", "malformed_json", "")]
    public async Task Duplicate_WrongOptions_AreRefusedAndNothingIsStored(string options, string code, string path)
    {
        var original = await _world.SaveAsync("visit");

        var problem = await Assert.ThrowsAsync<ProblemException>(() => _world.Catalog.DuplicateAsync(original.Id, Bytes(options), CancellationToken.None));

        Assert.Equal((code, path), (problem.Code, Assert.Single(problem.Errors).Path));
        Assert.Single((await _world.Catalog.ListAsync(null, null, null, CancellationToken.None)).Items);
    }

    [Theory]
    [InlineData(192, 200)]
    [InlineData(193, 200)]
    [InlineData(200, 200)]
    public void CopyOf_LongName_IsCutToTheLimit(int length, int expected) =>
        Assert.Equal(expected, JourneyNames.CopyOf(new string('x', length)).Length);

    [Fact]
    public void CopyOf_CutAmidAPairOrASpace_StaysText()
    {
        Assert.Equal("Copy of " + new string('x', 191), JourneyNames.CopyOf(new string('x', 191) + "🙂!"));
        Assert.Equal("Copy of " + new string('x', 191), JourneyNames.CopyOf(new string('x', 191) + " yz"));
    }

    [Fact]
    public async Task CreateFromTemplate_EachTemplate_IsAJourneyOfItsOwn()
    {
        foreach (var template in JourneyTemplates.All)
        {
            var plain = await _world.Catalog.CreateFromTemplateAsync(template.Id, default, CancellationToken.None);
            var named = await _world.Catalog.CreateFromTemplateAsync(template.Id, Bytes("""{"displayName":"Mine"}"""), CancellationToken.None);

            Assert.Equal((template.DisplayName, "Mine"), (plain.Definition.DisplayName, named.Definition.DisplayName));
            Assert.Equal(template.Stages, named.Definition.Stages.Select(stage => stage.Name));
            Assert.Empty(plain.Definition.Stages.Select(stage => stage.Id).Intersect(named.Definition.Stages.Select(stage => stage.Id)));
        }
    }

    [Fact]
    public async Task CreateFromTemplate_UnknownOne_IsRefused()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => _world.Catalog.CreateFromTemplateAsync("none", default, CancellationToken.None));

        Assert.Equal(("template_unknown", "template"), (problem.Code, Assert.Single(problem.Errors).Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EveryNewJourney_IsScheduled_WhileTheScheduleIsOn(bool enabled)
    {
        await _world.Schedules.ChangeAsync(schedule => schedule with { Enabled = enabled }, CancellationToken.None);
        var file = RecalculationWorld.Definition("visit");

        Assert.Equal(enabled, (await _world.Catalog.CreateAsync(file, CancellationToken.None)).Definition.ScheduledRecalculation);
        Assert.Equal(enabled, (await _world.Catalog.ImportAsync(file, CancellationToken.None)).Definition.ScheduledRecalculation);
    }

    [Fact]
    public async Task Import_TheSameFileTwice_GivesTwoJourneysWithTheSameStages()
    {
        var file = JourneyFile.Write((await _world.SaveAsync("visit", "buy")).Definition);

        var first = await _world.Catalog.ImportAsync(file, CancellationToken.None);
        var second = await _world.Catalog.ImportAsync(file, CancellationToken.None);

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Definition.Stages.Select(stage => stage.Id), second.Definition.Stages.Select(stage => stage.Id));
        Assert.Equal(file, JourneyFile.Write(first.Definition));
    }

    [Fact]
    public async Task Replace_WithAFileOfAnotherDeployment_TakesItsStages()
    {
        var other = new RecalculationWorld();
        var there = await other.SaveAsync("visit", "buy");
        var here = await _world.Catalog.ImportAsync(JourneyFile.Write(there.Definition), CancellationToken.None);
        // There a stage was added in between; its id is unknown here.
        var edited = there.Definition with { Stages = [there.Definition.Stages[0], there.Definition.Stages[0] with { Id = "added" }, there.Definition.Stages[1]] };

        var replaced = await _world.Catalog.ReplaceAsync(here.Id, _ => true, JourneyFile.Write(edited), CancellationToken.None);

        Assert.Equal(edited.Stages.Select(stage => stage.Id), replaced.Definition.Stages.Select(stage => stage.Id));
        Assert.Equal((here.Id, 2), (replaced.Id, replaced.Version));
    }

    [Theory]
    [InlineData(0, null, "top_out_of_range")]
    [InlineData(1001, null, "top_out_of_range")]
    [InlineData(1, 201, "search_too_long")]
    public async Task List_OutOfRange_IsRefused(int top, int? searchLength, string code)
    {
        var search = searchLength is { } length ? new string('x', length) : null;

        var problem = await Assert.ThrowsAsync<ProblemException>(() => _world.Catalog.ListAsync(search, top, null, CancellationToken.None));

        Assert.Equal(code, problem.Code);
    }

    private static ReadOnlyMemory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
