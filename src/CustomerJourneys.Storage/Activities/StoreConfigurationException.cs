namespace CustomerJourneys.Storage.Activities;

/// <summary>The configuration contradicts the store as it was created. The app cannot run until one of the two changes.</summary>
public sealed class StoreConfigurationException(string setting, int configured, int stored)
    : Exception($"The setting '{setting}' is {configured}, but the store was created with {stored}. Set it to {stored}, or repartition the store.")
{
    /// <summary>The setting's name.</summary>
    public string Setting { get; } = setting;

    /// <summary>What the configuration says.</summary>
    public int Configured { get; } = configured;

    /// <summary>What the store has.</summary>
    public int Stored { get; } = stored;
}
