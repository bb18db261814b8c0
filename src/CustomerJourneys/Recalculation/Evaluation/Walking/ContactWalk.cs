namespace CustomerJourneys.Recalculation.Evaluation.Walking;

/// <summary>Finds one contact's witness after the other: by the walk, and by the search where the walk gives bounds only.</summary>
internal sealed class ContactWalk
{
    private readonly StageBarriers _barriers;
    private readonly InstantChoices _choices;
    private readonly StageWalk _walk;
    private readonly ChainSearch? _search;

    /// <summary>Prepares for timelines of these classes.</summary>
    public ContactWalk(CompiledJourney journey, ActivityClasses classes)
    {
        var tables = new StageTables(journey, classes);
        _barriers = new StageBarriers(journey, classes);
        _choices = new InstantChoices(journey, tables);
        _walk = new StageWalk(journey, tables, _barriers, _choices);
        if (_barriers.DependsOnChoice.Contains(true))
            _search = new ChainSearch(journey, classes, tables, _barriers, _choices);
    }

    /// <summary>How many activities were looked at, repeats included: the measure of the work.</summary>
    public long Looked => _walk.Looked + (_search?.Looked ?? 0);

    /// <summary>Whether the last contact exceeded a search budget, so that its witness may not be the best one.</summary>
    public bool IsInexact => _choices.Ties.IsInexact || _search is { IsInexact: true };

    /// <summary>Says which tests on the contact hold, for the contacts that follow.</summary>
    public void Begin(ReadOnlySpan<bool> holds)
    {
        _walk.Begin(holds);
        _search?.Begin(holds);
    }

    /// <summary>Finds a contact's witness.</summary>
    /// <param name="timeline">Its relevant activities.</param>
    /// <param name="reachTimes">Takes the reach time of each stage that is reached; one place a stage.</param>
    /// <returns>The deepest stage reached: 0 for none, else its number counted from 1.</returns>
    public int Walk(Timeline timeline, Span<long> reachTimes)
    {
        _choices.Ties.Reset();
        _search?.Reset();
        var depth = _walk.Walk(timeline);
        if (depth > 0 && _search is not null && DependsOnChoice(timeline))
            return _search.Search(timeline, depth, _walk, reachTimes);
        _walk.ChainOf(depth).CopyTo(reachTimes);
        return depth;
    }

    private bool DependsOnChoice(Timeline timeline)
    {
        foreach (var activityClass in timeline.Classes)
        {
            if (_barriers.DependsOnChoice[activityClass])
                return true;
        }

        return false;
    }
}
