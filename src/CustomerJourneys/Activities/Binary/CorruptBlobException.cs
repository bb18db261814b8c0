namespace CustomerJourneys.Activities.Binary;

/// <summary>Stored bytes are not what was written: a checksum, a size or a value in them is impossible. Never a caller's fault.</summary>
public class CorruptBlobException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="blob">The name of the blob.</param>
    /// <param name="part">The part of it that is wrong, such as <c>footer</c>.</param>
    /// <param name="reason">What is wrong with it.</param>
    public CorruptBlobException(string blob, string part, string reason)
        : base($"{blob}, {part}: {reason}")
    {
        Blob = blob;
        Part = part;
    }

    /// <summary>The name of the blob.</summary>
    public string Blob { get; }

    /// <summary>The part of the blob that is wrong.</summary>
    public string Part { get; }
}

/// <summary>A segment is not what was written; <see cref="CorruptBlobException.Part"/> names the block.</summary>
public sealed class SegmentCorruptException(string segment, string block, string reason)
    : CorruptBlobException(segment, block, reason);
