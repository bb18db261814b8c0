using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Recalculation.Reuse;

namespace CustomerJourneys.Recalculation;

/// <summary>Reads of a partition what its journeys need: of those that are evaluated for some contacts these alone, unless another one needs all.</summary>
/// <param name="plan">The plan.</param>
/// <param name="snapshot">The partition.</param>
/// <param name="work">The journeys that are to be evaluated.</param>
internal sealed class PartitionReading(PreparedPlan plan, IPartitionSnapshot snapshot, IReadOnlyList<JourneyWork> work)
{
    private PartitionData? _all;
    private ChangedData? _changed;

    /// <summary>How many numbers contacts have in the partition.</summary>
    public int Count => snapshot.Contacts;

    /// <summary>Reads what is certainly needed.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        if (work.Any(journey => journey.Changed is null))
            await ReadAllAsync(cancellation);
        if (work.Any(journey => journey.Changed is not null))
            _changed = await ReadChangedAsync(cancellation);
    }

    /// <summary>All contacts.</summary>
    public async Task<PartitionData> ReadAllAsync(CancellationToken cancellation)
    {
        if (_all is not null)
            return _all;
        var compiled = CompiledOf(work);
        // All at once, and all to their ends, so that none fails unseen.
        var parts = snapshot.ReadAsync(TypesOf(compiled), FieldsOf(compiled), cancellation);
        var contacts = snapshot.ReadContactsAsync(
            [.. compiled.SelectMany(journey => journey.Attributes).Distinct(StringComparer.OrdinalIgnoreCase)],
            [.. compiled.SelectMany(journey => journey.Groups).Distinct(StringComparer.Ordinal)],
            cancellation);
        await Task.WhenAll(parts, contacts);
        return _all = new PartitionData(snapshot.Contacts, await parts, await contacts);
    }

    /// <summary>The contacts who changed for a journey.</summary>
    /// <param name="changed">Who they are.</param>
    public ChangedData ChangedOf(int[] changed)
    {
        var all = _changed!;
        if (changed.Length == all.Contacts.Length)
            return all;
        var places = Array.ConvertAll(changed, contact => Array.BinarySearch(all.Contacts, contact));
        return new ChangedData(changed, all.Activities with { Parts = ColumnRows.OfContacts(all.Activities.Parts, places) });
    }

    // Those who changed for any journey: what is cut down to one journey then is small.
    private async Task<ChangedData> ReadChangedAsync(CancellationToken cancellation)
    {
        var some = work.Where(journey => journey.Changed is not null).ToList();
        int[] contacts = [.. some.SelectMany(journey => journey.Changed!).Distinct().Order()];
        if (_all is { } all)
            return new ChangedData(contacts, SelectedActivities.Of(all.Parts, contacts));
        var compiled = CompiledOf(some);
        return new ChangedData(contacts, await snapshot.ReadAsync(TypesOf(compiled), FieldsOf(compiled), contacts, cancellation));
    }

    private IReadOnlyList<CompiledJourney> CompiledOf(IReadOnlyList<JourneyWork> journeys) => [.. journeys.Select(journey => plan.Compiled[journey.Journey])];

    private static string[] TypesOf(IReadOnlyList<CompiledJourney> compiled) =>
        [.. compiled.SelectMany(journey => journey.Types).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string[] FieldsOf(IReadOnlyList<CompiledJourney> compiled) =>
        [.. compiled.SelectMany(journey => journey.Fields).Distinct(StringComparer.OrdinalIgnoreCase)];
}

/// <summary>What was read of a partition for the journeys that are evaluated in it.</summary>
/// <param name="Count">How many contacts it has.</param>
/// <param name="Parts">The activities of the journeys' types.</param>
/// <param name="Contacts">What is known of the contacts.</param>
internal sealed record PartitionData(int Count, IReadOnlyList<ActivityColumns> Parts, ContactColumns Contacts);

/// <summary>What was read of the contacts who changed.</summary>
/// <param name="Contacts">Their numbers, ascending.</param>
/// <param name="Activities">Their activities.</param>
internal sealed record ChangedData(int[] Contacts, SelectedActivities Activities);
