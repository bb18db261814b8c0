using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalSdk.Azurite;

/// <summary>Says in a file which Azurite runs over a data folder and which process is to stop it.</summary>
/// <param name="Azurite">Azurite's process id.</param>
/// <param name="AzuriteStarted">When that process started: tells it from a later one with the same id.</param>
/// <param name="Owner">The process that stops it.</param>
/// <param name="OwnerStarted">When the owner started.</param>
internal sealed record AzuriteOwnership(int Azurite, DateTime? AzuriteStarted, int Owner, DateTime? OwnerStarted)
{
    /// <summary>Azurite still runs.</summary>
    [JsonIgnore]
    public bool IsAlive => Lives(Azurite, AzuriteStarted);

    /// <summary>Its owner was killed: whoever finds it adopts it.</summary>
    [JsonIgnore]
    public bool IsOrphan => IsAlive && !Lives(Owner, OwnerStarted);

    /// <summary>This process owns that Azurite.</summary>
    public static AzuriteOwnership ByThisProcess(int azurite) => new(
        azurite, ProcessSignals.StartTime(azurite), Environment.ProcessId, ProcessSignals.StartTime(Environment.ProcessId));

    /// <summary>What the file says, or <see langword="null"/> if there is none that can be read.</summary>
    public static AzuriteOwnership? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<AzuriteOwnership>(File.ReadAllText(file)) : null;
        }
        catch (JsonException)
        {
            return null; // Written by halves in a crash: nobody owns it then.
        }
    }

    /// <summary>Writes the file.</summary>
    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this));

    // Start times are derived from the boot time, which is known to a few hundredths of a second.
    private static bool Lives(int processId, DateTime? started) =>
        ProcessSignals.StartTime(processId) is { } now && (started is null || (now - started.Value).Duration() < TimeSpan.FromSeconds(2));
}
