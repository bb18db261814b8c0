using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LocalSdk.Runtime.Settings;

/// <summary>What the runtime honours of <c>host.json</c>; what is absent has the real host's default.</summary>
internal sealed class HostFile
{
    private readonly IConfigurationRoot _content;

    private HostFile(IConfigurationRoot content) => _content = content;

    /// <summary>Comes before every route.</summary>
    public string RoutePrefix => _content["extensions:http:routePrefix"] ?? "api";

    /// <summary>Messages taken at once.</summary>
    public int QueueBatchSize => Number("extensions:queues:batchSize", 16);

    /// <summary>More are taken once so many or fewer are being processed.</summary>
    public int QueueNewBatchThreshold => Number("extensions:queues:newBatchThreshold", QueueBatchSize / 2);

    /// <summary>Attempts before a message is poison.</summary>
    public int QueueMaxDequeueCount => Number("extensions:queues:maxDequeueCount", 5);

    /// <summary>How long a message rests after a failed attempt.</summary>
    public TimeSpan QueueVisibilityTimeout => Time("extensions:queues:visibilityTimeout", TimeSpan.Zero);

    /// <summary>The longest rest between looks at an empty queue.</summary>
    public TimeSpan QueueMaxPollingInterval => Time("extensions:queues:maxPollingInterval", TimeSpan.FromMinutes(1));

    /// <summary>Messages travel as Base64, as the host has it unless told otherwise.</summary>
    public bool QueueMessagesAreBase64 => !string.Equals(_content["extensions:queues:messageEncoding"], "none", StringComparison.OrdinalIgnoreCase);

    /// <summary>The task hub.</summary>
    public string DurableHubName => _content["extensions:durableTask:hubName"] ?? "TestHubName";

    /// <summary>Durable activities at once.</summary>
    public int DurableMaxActivities => Number("extensions:durableTask:maxConcurrentActivityFunctions", 10 * Environment.ProcessorCount);

    /// <summary>Orchestrators at once.</summary>
    public int DurableMaxOrchestrators => Number("extensions:durableTask:maxConcurrentOrchestratorFunctions", 10 * Environment.ProcessorCount);

    /// <summary>The log levels by category.</summary>
    public IEnumerable<KeyValuePair<string, string?>> LogLevels =>
        _content.GetSection("logging:logLevel").GetChildren().Select(level => KeyValuePair.Create(level.Key, level.Value));

    /// <summary>The given text, else the file of the first folder that has one, else the defaults: as the real host does.</summary>
    public static HostFile Load(string? text, params string[] folders)
    {
        ConfigurationBuilder content = new();
        if (text is not null)
        {
            content.AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
        }
        else if (folders.Select(folder => Path.Combine(folder, "host.json")).FirstOrDefault(File.Exists) is { } file)
        {
            content.AddJsonFile(file, optional: false, reloadOnChange: false);
        }

        return new(content.Build());
    }

    private int Number(string key, int absent) => _content[key] is not { } text
        ? absent
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number >= 0
            ? number
            : throw new InvalidOperationException($"host.json: '{key}' is no whole number: '{text}'.");

    private TimeSpan Time(string key, TimeSpan absent) => _content[key] is not { } text
        ? absent
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time)
            ? time
            : throw new InvalidOperationException($"host.json: '{key}' is no time such as 00:00:30: '{text}'.");
}
