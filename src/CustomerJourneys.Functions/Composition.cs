using System.Globalization;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Contacts;
using CustomerJourneys.Functions.Activities;
using CustomerJourneys.Functions.Http;
using CustomerJourneys.Functions.Http.OpenApi;
using CustomerJourneys.Functions.Journeys;
using CustomerJourneys.Functions.Scheduling;
using CustomerJourneys.Imports;
using CustomerJourneys.Insights.Explanations;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Health;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;
using CustomerJourneys.Results.Lists;
using CustomerJourneys.Scheduling;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Contacts;
using CustomerJourneys.Storage.Imports;
using CustomerJourneys.Storage.Journeys;
using CustomerJourneys.Storage.Recalculation;
using CustomerJourneys.Storage.Results;
using CustomerJourneys.Storage.Scheduling;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerJourneys.Functions;

/// <summary>Puts the product together: which adapter stands behind which port, and what the settings mean.</summary>
internal static class Composition
{
    /// <summary>The setting with the storage account.</summary>
    public const string StorageSetting = "AzureWebJobsStorage";

    /// <summary>The setting with the number of partitions of a new store.</summary>
    public const string PartitionsSetting = "Partitions";

    /// <summary>The setting that tells whether recalculations build upon earlier results.</summary>
    public const string ReuseSetting = "ReuseResults";

    /// <summary>How many partitions a new store has when no setting says.</summary>
    public const int DefaultPartitions = 16;

    public static void AddCustomerJourneys(this FunctionsApplicationBuilder builder)
    {
        builder.UseMiddleware<ProblemMiddleware>();
        var services = builder.Services;
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => IdSource.FromClock(provider.GetRequiredService<TimeProvider>()));
        AddStorage(services, ReadStorage(builder.Configuration), new ActivityStorageOptions
        {
            Partitions = ReadPartitions(builder.Configuration),
            MaxActivityAge = ActivitySettings.ReadRetention(builder.Configuration),
            ErasureKey = ActivitySettings.ReadErasureKey(builder.Configuration),
        });
        services.AddSingleton<ICronCalendar, NCrontabCalendar>();
        services.AddSingleton<RouteTable>();
        services.AddSingleton<ApiDescription>();
        services.AddSingleton<ApiPage>();
        services.AddSingleton<ActivityIngestion>();
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<SharedFold>();
        services.AddSingleton<ContactClock>();
        services.AddSingleton<ContactReader>();
        services.AddSingleton<JourneyExplanations>();
        services.AddSingleton<ContactList>();
        services.AddSingleton<ContactIdentity>();
        services.AddSingleton<ContactProfiles>();
        services.AddSingleton<ContactErasure>();
        services.AddSingleton<ActivityImports>();
        services.AddSingleton<ImportRunner>();
        services.AddSingleton<JourneyCatalog>();
        services.AddSingleton<JourneyCleanUp>();
        services.AddSingleton<SavedJourneys>();
        services.AddSingleton<RecalculationEnds>();
        services.AddSingleton<RecalculationRequests>();
        services.AddSingleton<RecalculationRepair>();
        services.AddSingleton<RecalculationRetention>();
        services.AddSingleton(new RecalculationOptions { Reuse = ReadReuse(builder.Configuration) });
        services.AddSingleton<PreparedPlans>();
        services.AddSingleton<CountsSweep>();
        services.AddSingleton<RecalculationPlanner>();
        services.AddSingleton<PartitionRecalculation>();
        services.AddSingleton<ResultsPublication>();
        services.AddSingleton<PresentData>();
        services.AddSingleton<JourneyPreviews>();
        services.AddSingleton<JourneyHealthCheck>();
        services.AddSingleton<JourneyResults>();
        services.AddSingleton<StageContactList>();
        services.AddSingleton<RecalculationSchedules>();
        services.AddHostedService<ActivityLogFlush>();
        services.AddHostedService<NextSteps>();
    }

    private static void AddStorage(IServiceCollection services, string connection, ActivityStorageOptions activities)
    {
        services.AddSingleton(provider => StorageClients.FromConnectionString(connection, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(StorageNames.Default);
        services.AddSingleton(provider => provider.GetRequiredService<StorageClients>().Tables);
        services.AddSingleton(provider => provider.GetRequiredService<StorageClients>().Blobs);
        services.AddSingleton(provider => provider.GetRequiredService<StorageClients>().Queues);
        services.AddSingleton<StorageTables>();
        services.AddSingleton<StorageContainers>();
        services.AddSingleton<StorageQueues>();
        services.AddSingleton(activities);
        services.AddSingleton<IActivityLog, BlobActivityLog>();
        services.AddSingleton<BlobActivityStore>();
        services.AddSingleton<IActivityStore>(provider => provider.GetRequiredService<BlobActivityStore>());
        services.AddSingleton<IContactNumbers>(provider => provider.GetRequiredService<BlobActivityStore>());
        services.AddSingleton<IContactRewriting>(provider => provider.GetRequiredService<BlobActivityStore>());
        services.AddSingleton<IContactEmailStore, TableContactEmailStore>();
        services.AddSingleton<IJourneyStore, TableJourneyStore>();
        services.AddSingleton<IRecalculationStore, TableRecalculationStore>();
        services.AddSingleton<IRecalculationPlanStore, BlobRecalculationPlanStore>();
        services.AddSingleton<IRecalculationQueue, StorageRecalculationQueue>();
        services.AddSingleton<IResultStore, TableResultStore>();
        services.AddSingleton<IStageStateStore, BlobStageStateStore>();
        services.AddSingleton<IScheduleStore, TableScheduleStore>();
        services.AddSingleton<IImportStore, StorageImportStore>();
    }

    private static string ReadStorage(IConfiguration configuration) =>
        configuration[StorageSetting] is { Length: > 0 } connection
            ? connection
            : throw new InvalidOperationException($"The setting {StorageSetting} is missing: it must hold the connection string of a storage account, or UseDevelopmentStorage=true.");

    private static bool ReadReuse(IConfiguration configuration)
    {
        if (configuration[ReuseSetting] is not { Length: > 0 } text)
            return true;
        return bool.TryParse(text, out var reuse)
            ? reuse
            : throw new InvalidOperationException($"The setting {ReuseSetting} must be true or false; it is '{text}'.");
    }

    private static int ReadPartitions(IConfiguration configuration)
    {
        if (configuration[PartitionsSetting] is not { Length: > 0 } text)
            return DefaultPartitions;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var partitions) && partitions is >= 1 and <= PartitionMap.MaxPartitions
            ? partitions
            : throw new InvalidOperationException($"The setting {PartitionsSetting} must be a whole number from 1 to {PartitionMap.MaxPartitions}; it is '{text}'.");
    }
}
