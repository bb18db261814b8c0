using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Testing.Fuzzing;

/// <summary>
/// Reads many damaged blobs: each must be refused with the exception that names blob and part, or be read in a way that the test finds
/// right; and no reading may take memory out of proportion to the bytes.
/// </summary>
/// <param name="blob">The name that the exception must have.</param>
/// <param name="seed">Each mutation has a random source of this and its number, so that it can be repeated alone.</param>
public sealed class Fuzz(string blob, int seed)
{
    /// <summary>What a reading may take whatever it reads: its tables and the exception.</summary>
    private const long AllocatedAnyway = 128 * 1024;

    /// <summary>Columns in memory are wider than in a blob, and each text is an object.</summary>
    private const long AllocatedPerByte = 64;

    /// <summary>How many were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>How many were read.</summary>
    public int Accepted { get; private set; }

    /// <summary>Reads damaged blobs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="mutation">Gives a damaged blob.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="check">Fails unless what was read is right.</param>
    public void Run<T>(int count, Func<Random, byte[]> mutation, Func<byte[], T> read, Action<T> check)
    {
        for (var number = 0; number < count; number++)
        {
            try
            {
                One(mutation(new Random(unchecked((seed * 1_000_003) + number))), read, check);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, mutation {number} of {blob}: {e.Message}", e);
            }
        }
    }

    private void One<T>(byte[] bytes, Func<byte[], T> read, Action<T> check)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        T content;
        try
        {
            content = read(bytes);
        }
        catch (CorruptBlobException e) when (e.Blob == blob && e.Part.Length > 0)
        {
            Refused++;
            CheckAllocated(before, bytes);
            return;
        }
        CheckAllocated(before, bytes);
        Accepted++;
        check(content);
    }

    private static void CheckAllocated(long before, byte[] bytes)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > AllocatedAnyway + (AllocatedPerByte * bytes.Length))
            throw new InvalidOperationException($"{bytes.Length} bytes made the reader allocate {allocated}.");
    }
}
