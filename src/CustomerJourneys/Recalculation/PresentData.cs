using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// Reads what a journey needs of everything that was acknowledged so far, a partition at a time: for answers that are given at once and
/// kept nowhere. Recalculations read through a plan instead.
/// </summary>
public sealed class PresentData(IActivityStore activities, TimeProvider time)
{
    /// <summary>Reads all partitions, a few at once, in no special order.</summary>
    /// <param name="journey">Says which types, fields, attributes and groups are read.</param>
    /// <param name="read">Takes each partition; may be called from several threads.</param>
    /// <param name="cancellation">Stops between partitions, and inside reading.</param>
    /// <returns>The data-as-of: everything acknowledged before it was read.</returns>
    public async Task<DateTimeOffset> ReadAsync(CompiledJourney journey, Action<PresentPartition> read, CancellationToken cancellation)
    {
        var dataAsOf = time.GetUtcNow();
        var pins = await activities.FoldAsync(cancellation);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        await Parallel.ForEachAsync(pins, parallel, async (pin, stop) =>
        {
            var snapshot = await activities.OpenAsync(pin, stop);
            var parts = await snapshot.ReadAsync(journey.Types, journey.Fields, stop);
            var contacts = await snapshot.ReadContactsAsync(journey.Attributes, journey.Groups, stop);
            read(new PresentPartition(snapshot.Contacts, snapshot.SurvivingContacts, parts, contacts, dataAsOf));
        });
        return dataAsOf;
    }
}

/// <summary>What was read of one partition.</summary>
/// <param name="Count">How many numbers contacts have in it.</param>
/// <param name="SurvivingContacts">How many contacts it has.</param>
/// <param name="Parts">The activities of the journey's types.</param>
/// <param name="Contacts">What is known of the contacts.</param>
/// <param name="DataAsOf">The data-as-of.</param>
public sealed record PresentPartition(
    int Count, int SurvivingContacts, IReadOnlyList<ActivityColumns> Parts, ContactColumns Contacts, DateTimeOffset DataAsOf);
