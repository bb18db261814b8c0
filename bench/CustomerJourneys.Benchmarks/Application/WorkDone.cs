namespace CustomerJourneys.Benchmarks.Application;

/// <summary>What an evaluator process did.</summary>
/// <param name="Converted">Contacts who reached the last stage, over all its partitions.</param>
/// <param name="Partitions">How many partitions it evaluated, repeats included.</param>
/// <param name="Contacts">Their contacts.</param>
/// <param name="Activities">The activities of the journey's types that were read.</param>
/// <param name="Requests">Requests to blobs.</param>
/// <param name="BytesRead">Bytes that came with the answers.</param>
/// <param name="BytesWritten">Bytes that went with the requests.</param>
/// <param name="CpuMicroseconds">Processor time of the process.</param>
internal sealed record WorkDone(
    long Converted, int Partitions, long Contacts, long Activities, long Requests, long BytesRead, long BytesWritten, long CpuMicroseconds)
{
    public static WorkDone Sum(IEnumerable<WorkDone> all) => all.Aggregate((sum, work) => new WorkDone(
        sum.Converted + work.Converted,
        sum.Partitions + work.Partitions,
        sum.Contacts + work.Contacts,
        sum.Activities + work.Activities,
        sum.Requests + work.Requests,
        sum.BytesRead + work.BytesRead,
        sum.BytesWritten + work.BytesWritten,
        sum.CpuMicroseconds + work.CpuMicroseconds));
}
