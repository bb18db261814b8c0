using System.Text;

namespace CustomerJourneys.Activities;

/// <summary>
/// Which partition a contact belongs to: a stable hash of the contact id modulo the number of partitions.
/// The hash is part of the stored format: changing it would orphan every stored contact.
/// </summary>
public static class PartitionMap
{
    /// <summary>The most partitions that a store may have.</summary>
    public const int MaxPartitions = 4096;

    /// <summary>The partition of a contact, 0 to <paramref name="partitions"/> - 1.</summary>
    public static int PartitionOf(string contactId, int partitions) => PartitionOf(Hash(contactId), partitions);

    /// <summary>The partition of a contact whose hash is known.</summary>
    public static int PartitionOf(ulong hash, int partitions) => (int)(hash % (uint)partitions);

    /// <summary>
    /// FNV-1a over the UTF-8 bytes (Fowler, Noll, Vo; 64 bit), followed by the finaliser of MurmurHash3 (Appleby), since
    /// the low bits of FNV alone are weak for short ids that differ in their last digit.
    /// </summary>
    public static ulong Hash(string text)
    {
        Span<byte> bytes = stackalloc byte[512];
        var length = Encoding.UTF8.TryGetBytes(text, bytes, out var written)
            ? written
            : throw new ArgumentException("An id has at most 128 characters.", nameof(text));
        return Hash(bytes[..length]);
    }

    /// <summary>The hash of a contact id in UTF-8.</summary>
    public static ulong Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong offsetBasis = 14695981039346656037;
        const ulong prime = 1099511628211;
        var hash = offsetBasis;
        foreach (var b in utf8)
            hash = (hash ^ b) * prime;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
