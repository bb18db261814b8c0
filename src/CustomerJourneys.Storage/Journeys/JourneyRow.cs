using Azure.Data.Tables;
using CustomerJourneys.Journeys;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Journeys;

/// <summary>A journey as one entity, so that each write of it is atomic. The row key is the id, turned so that the newest comes first.</summary>
internal static class JourneyRow
{
    /// <summary>The one partition of all journeys.</summary>
    public const string Partition = "journey";

    /// <summary>What comes after the keys of all journeys.</summary>
    public const string End = "g";

    /// <summary>What the keys of marks begin with, in the same partition, so that a journey is replaced by its mark in one transaction.</summary>
    public const string DeletedStart = "removed-";

    /// <summary>What comes after the keys of all marks.</summary>
    public const string DeletedEnd = "removed.";

    /// <summary>The key of a journey's row; <see langword="null"/> for an id that no journey can have.</summary>
    public static string? KeyOf(string journeyId) => StorageKey.IsAscending(journeyId) ? StorageKey.NewestFirst(journeyId) : null;

    /// <summary>Writes a journey.</summary>
    public static TableEntity Write(StoredJourney journey)
    {
        var row = new TableEntity(Partition, StorageKey.NewestFirst(journey.Id))
        {
            [nameof(StoredJourney.Version)] = journey.Version,
            [nameof(Journey.DisplayName)] = journey.Definition.DisplayName,
            [nameof(StoredJourney.CreatedAt)] = StoredTime.Write(journey.CreatedAt),
            [nameof(StoredJourney.ModifiedAt)] = StoredTime.Write(journey.ModifiedAt),
            [nameof(StoredJourney.RecalculationId)] = journey.RecalculationId,
        };
        StoredContent.Put(row, StoredJourneyJson.Schema, StoredJourneyJson.Write(journey.Definition), Name(journey.Id));
        return row;
    }

    /// <summary>Reads a journey.</summary>
    public static StoredJourney Read(TableEntity row)
    {
        var id = StorageKey.NewestFirst(row.RowKey);
        var content = StoredContent.Get(row, StoredJourneyJson.Schema, Name(id));
        return new StoredJourney(
            id,
            VersionOf(row),
            StoredJourneyJson.Read(content, Name(id)),
            StoredTime.Read(row.GetString(nameof(StoredJourney.CreatedAt))),
            StoredTime.Read(row.GetString(nameof(StoredJourney.ModifiedAt))),
            RecalculationIdOf(row));
    }

    /// <summary>Writes the mark of a deleted journey.</summary>
    public static TableEntity Write(DeletedJourney deleted) =>
        new(Partition, DeletedStart + deleted.Id) { [nameof(DeletedJourney.QuietSince)] = StoredTime.Write(deleted.QuietSince) };

    /// <summary>Reads the mark of a deleted journey.</summary>
    public static DeletedJourney ReadDeleted(TableEntity row) =>
        new(row.RowKey[DeletedStart.Length..], StoredTime.Read(row.GetString(nameof(DeletedJourney.QuietSince))));

    /// <summary>The columns that <see cref="ReadHead"/> wants.</summary>
    public static readonly IReadOnlyList<string> HeadColumns = ["RowKey", nameof(StoredJourney.Version), nameof(StoredJourney.RecalculationId)];

    /// <summary>Reads what is told of a journey without its definition.</summary>
    public static JourneyHead ReadHead(TableEntity row) => new(StorageKey.NewestFirst(row.RowKey), VersionOf(row), RecalculationIdOf(row));

    /// <summary>The version of a journey.</summary>
    public static int VersionOf(TableEntity row) => row.GetInt32(nameof(StoredJourney.Version))!.Value;

    /// <summary>The recalculation that a journey names.</summary>
    public static string RecalculationIdOf(TableEntity row) => row.GetString(nameof(StoredJourney.RecalculationId));

    /// <summary>The display name of a journey.</summary>
    public static string DisplayNameOf(TableEntity row) => row.GetString(nameof(Journey.DisplayName));

    /// <summary>How a journey is named in errors.</summary>
    public static string Name(string journeyId) => "Journey " + journeyId;
}
