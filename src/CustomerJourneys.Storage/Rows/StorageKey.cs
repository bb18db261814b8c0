using System.Buffers;

namespace CustomerJourneys.Storage.Rows;

/// <summary>Ids as parts of keys of rows and names of blobs.</summary>
internal static class StorageKey
{
    private const int MaxLength = 128;
    private const int IdLength = 32;
    private const string Digits = "0123456789abcdef";
    private static readonly SearchValues<char> Safe = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
    private static readonly SearchValues<char> Hex = SearchValues.Create(Digits);

    /// <summary>Whether an id can be stored at all. One that cannot names nothing.</summary>
    public static bool IsSafe(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExcept(Safe);

    /// <summary>Whether an id is one of an <see cref="IdSource"/>, and so ascends with time.</summary>
    public static bool IsAscending(string id) => id.Length == IdLength && !id.AsSpan().ContainsAnyExcept(Hex);

    /// <summary>The id, if it can be stored; it throws for another one.</summary>
    public static string Checked(string id) =>
        IsSafe(id) ? id : throw new ArgumentException($"An id is 1 to {MaxLength} letters, digits, '-' or '_'.", nameof(id));

    /// <summary>
    /// Turns an id that ascends with time into a key that descends with it, and back: each digit d becomes 15 - d.
    /// So a range of keys reads the newest first, and the id still leads straight to its row.
    /// </summary>
    public static string NewestFirst(string id)
    {
        if (!IsAscending(id))
            throw new ArgumentException($"An id that is listed by time is {IdLength} digits of 0-9a-f.", nameof(id));
        return string.Create(id.Length, id, static (key, id) =>
        {
            for (var i = 0; i < key.Length; i++)
                key[i] = Digits[Digits.Length - 1 - Digits.IndexOf(id[i])];
        });
    }
}
