using System.Text.Json;
using CustomerJourneys.Benchmarks.Comparison;

namespace CustomerJourneys.Benchmarks.Scale;

/// <summary>What evaluating partitions cost when it was measured: one 5-stage journey over the generated log.</summary>
/// <param name="MeasuredContacts">How many contacts the measured partitions had on average.</param>
/// <param name="NamedActivitiesPerContact">Activities of the journey's types that a contact has.</param>
/// <param name="CpuNanosecondsPerActivity">Of one core, for each activity of the journey's types: from the plot.</param>
/// <param name="CpuNanosecondsPerContact">Of one core, for each contact: ids, states, counts.</param>
/// <param name="CpuMicrosecondsPerRequest">Of one core, for each request to blobs: from partitions of fifty contacts.</param>
/// <param name="RequestsPerPartition">Requests to blobs for each partition.</param>
/// <param name="BytesReadPerContact">Bytes that are read for each contact, those of its activities included.</param>
/// <param name="BytesWrittenPerContact">Bytes of states and counts that are written for each contact.</param>
/// <param name="MemoryMibPerPartition">Growth of memory by evaluating a partition of the measured size.</param>
/// <param name="StoredBytesPerActivity">Bytes of segments for each activity, ids and texts included.</param>
internal sealed record ScaleCosts(
    double MeasuredContacts,
    double NamedActivitiesPerContact,
    double CpuNanosecondsPerActivity,
    double CpuNanosecondsPerContact,
    double CpuMicrosecondsPerRequest,
    double RequestsPerPartition,
    double BytesReadPerContact,
    double BytesWrittenPerContact,
    double MemoryMibPerPartition,
    double StoredBytesPerActivity)
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static ScaleCosts Read(string path) => JsonSerializer.Deserialize<ScaleCosts>(File.ReadAllText(path), Form) ?? throw new BenchmarkException("The measured costs are empty.");

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Form) + "\n");

    /// <summary>Seconds of one core for a partition.</summary>
    public double CpuSeconds(double contacts) =>
        (contacts * (CpuNanosecondsPerContact + (NamedActivitiesPerContact * CpuNanosecondsPerActivity)) / 1e9) + (RequestsPerPartition * CpuMicrosecondsPerRequest / 1e6);

    /// <summary>Growth of memory by a partition, in MiB.</summary>
    public double MemoryMib(double contacts) => MemoryMibPerPartition * contacts / MeasuredContacts;
}
