namespace CustomerJourneys.Results;

/// <summary>
/// Where the lists and counts of a result lie, partition by partition: those of a partition in which nothing changed are still the ones of an earlier run.
/// </summary>
/// <param name="Evaluator">The version of the evaluation that gave them; results of another one are not built upon.</param>
/// <param name="Partitions">One a partition, in partition order.</param>
public sealed record ResultSources(int Evaluator, IReadOnlyList<PartitionSource> Partitions)
{
    /// <summary>The runs whose states and counts the result needs.</summary>
    public IEnumerable<string> Runs =>
        Partitions.SelectMany(partition => partition.ChangedRun is { } changed ? [partition.Run, changed] : new[] { partition.Run }).Distinct();
}

/// <summary>Where the lists and counts of one partition lie.</summary>
/// <param name="Run">The run that evaluated all contacts of the partition.</param>
/// <param name="RunEpoch">The epoch of the partition that it evaluated.</param>
/// <param name="ChangedRun">A later run that evaluated only those who changed since; <see langword="null"/> when nobody did.</param>
/// <param name="Epoch">The last epoch up to which both together are right.</param>
/// <param name="ActivitiesRead">Activities of the journey's types.</param>
/// <param name="InexactContacts">Contacts whose choice among equal times exceeded the search budget.</param>
public sealed record PartitionSource(string Run, long RunEpoch, string? ChangedRun, long Epoch, long ActivitiesRead, long InexactContacts);
