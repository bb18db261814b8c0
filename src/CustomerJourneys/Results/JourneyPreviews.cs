using System.Collections.Concurrent;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Results;

/// <summary>Counts a definition that was not saved over the present data: exactly what saving it would give. Nothing is stored.</summary>
public sealed class JourneyPreviews(PresentData data, IdSource ids, TimeProvider time)
{
    /// <summary>Counts a definition.</summary>
    /// <param name="json">The definition as UTF-8 JSON, as it would be saved; stage ids that it brings are kept. See <see cref="JourneyFile"/>.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException">The definition is not valid; nothing is read then.</exception>
    public async Task<JourneyPreview> CountAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        var definition = JourneyFile.Read(json, ids, scheduledByDefault: false, knownStageIds: null);
        var compiled = new CompiledJourney(definition);
        var began = time.GetTimestamp();
        var counts = new ConcurrentBag<(int Contacts, PartitionCounts Counts)>();
        var dataAsOf = await data.ReadAsync(
            compiled,
            partition =>
            {
                using var evaluation = JourneyEvaluator.Evaluate(
                    compiled, partition.Parts, partition.Contacts, partition.Count, partition.DataAsOf, cancellation);
                counts.Add((partition.SurvivingContacts, PartitionCounts.Of(evaluation)));
            },
            cancellation);
        PartitionCounts[] partitions = [.. counts.Select(partition => partition.Counts)];
        return new JourneyPreview(
            dataAsOf,
            (long)time.GetElapsedTime(began).TotalMilliseconds,
            counts.Sum(partition => (long)partition.Contacts),
            partitions.Sum(partition => partition.ActivitiesRead),
            partitions.Sum(partition => partition.InexactContacts),
            StageResults.Of(definition, partitions));
    }
}

/// <summary>What a definition would give at present.</summary>
/// <param name="DataAsOf">Everything acknowledged before this time is counted.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="ContactsTotal">Distinct contacts at the data-as-of.</param>
/// <param name="ActivitiesRead">Activities of the journey's types that were read.</param>
/// <param name="InexactContacts">Contacts that exceeded a search budget.</param>
/// <param name="Stages">The stages in order.</param>
public sealed record JourneyPreview(
    DateTimeOffset DataAsOf, long DurationMs, long ContactsTotal, long ActivitiesRead, long InexactContacts, IReadOnlyList<StageResult> Stages);
