using System.Globalization;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Benchmarks.Data;

/// <summary>A generated activity: its fields follow from whose it is and the how manieth.</summary>
/// <param name="Contact">The contact's number over all partitions.</param>
/// <param name="Index">The how manieth of the contact.</param>
/// <param name="Type">The type's place in <see cref="ActivityMix.Types"/>.</param>
/// <param name="Time">Milliseconds since 1970.</param>
internal readonly record struct GeneratedActivity(int Contact, int Index, int Type, long Time)
{
    private const ulong Seed = 0x6a6f75726e657973;

    private ulong Bits => SeededRandom.Of(Seed, (ulong)Contact, (ulong)Index);

    /// <summary>The place of its value in <see cref="ActivityMix.Values"/>, or -1; the first are the most frequent.</summary>
    public int ValueCode => ActivityMix.HasValue(Type) ? (int)((Bits & 0xffff) * ((Bits >> 16) & 0xffff) * (ulong)ActivityMix.Values.Length >> 32) : -1;

    /// <summary>The place of its url in <see cref="ActivityMix.Urls"/>, or -1.</summary>
    public int UrlCode => ActivityMix.HasUrl(Type) ? (int)((Bits >> 32 & 0xffff) * (ulong)ActivityMix.Urls.Length >> 16) : -1;

    /// <summary>The place of its channel in <see cref="ActivityMix.Channels"/>.</summary>
    public int ChannelCode => (int)(Bits >> 48 & 3);

    /// <summary>Its amount in hundredths, up to 500, or -1.</summary>
    public int AmountCents => ActivityMix.HasAmount(Type) ? (int)((Bits >> 50) * 50_000 >> 14) : -1;

    public double Amount => AmountCents / 100d;

    public static string ContactIdOf(int contact) => string.Create(CultureInfo.InvariantCulture, $"contact-{SeededRandom.Of(Seed, (ulong)contact, ulong.MaxValue - 1) & 0xffff:x4}{contact:x8}");

    /// <summary>Twenty characters.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{SeededRandom.Of(~Seed, (ulong)Contact, (ulong)Index):x16}{Index & 0xffff:x4}");

    public Activity ToActivity(string contactId) => new(contactId, Id, ActivityMix.Types[Type], Time)
    {
        Value = ValueCode < 0 ? "" : ActivityMix.Values[ValueCode],
        Url = UrlCode < 0 ? "" : ActivityMix.Urls[UrlCode],
        Channel = ActivityMix.Channels[ChannelCode],
        Properties = AmountCents < 0 ? [] : [new("amount", new PropertyValue(Amount))],
    };
}
