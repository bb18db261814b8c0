using System.Globalization;
using CustomerJourneys.Activities.Rewriting;
using Microsoft.Extensions.Configuration;

namespace CustomerJourneys.Functions.Activities;

/// <summary>The settings of how long activities are kept, and of how contacts are erased. Both may be absent.</summary>
internal static class ActivitySettings
{
    /// <summary>The setting with the age in days beyond which activities are not kept.</summary>
    public const string RetentionSetting = "ActivityRetentionDays";

    /// <summary>The setting with the secret that ids of erased contacts are hashed with.</summary>
    public const string ErasureKeySetting = "ErasureKey";

    private const int MaxDays = 36_500;

    /// <summary>How long activities are kept; <see langword="null"/> for ever.</summary>
    public static TimeSpan? ReadRetention(IConfiguration configuration)
    {
        if (configuration[RetentionSetting] is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MaxDays
            ? TimeSpan.FromDays(days)
            : throw new InvalidOperationException($"The setting {RetentionSetting} must be a whole number of days from 1 to {MaxDays}; it is '{text}'.");
    }

    /// <summary>The erasure key; without one no contact can be erased.</summary>
    public static ErasureKey? ReadErasureKey(IConfiguration configuration)
    {
        if (configuration[ErasureKeySetting] is not { Length: > 0 } secret)
            return null;
        // The secret itself is never told.
        return secret.Length >= ErasureKey.MinLength
            ? new ErasureKey(secret)
            : throw new InvalidOperationException($"The setting {ErasureKeySetting} must have at least {ErasureKey.MinLength} characters; it has {secret.Length}.");
    }
}
