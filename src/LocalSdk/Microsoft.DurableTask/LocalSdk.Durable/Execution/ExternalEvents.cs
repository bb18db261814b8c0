using LocalSdk.Durable.Storage;

namespace LocalSdk.Durable.Execution;

/// <summary>Brings raised events and those who wait for them together, first come, first served, by name in any case.</summary>
internal sealed class ExternalEvents
{
    private readonly List<HistoryEvent> _unclaimed = [];
    private readonly List<(string Name, Func<string?, bool> Offer)> _waiting = [];

    /// <summary>The events that nobody has waited for yet, oldest first.</summary>
    public IReadOnlyList<HistoryEvent> Unclaimed => _unclaimed;

    /// <summary>Whether anybody waits.</summary>
    public bool Awaited => _waiting.Count > 0;

    public void Raise(HistoryEvent raised)
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            if (Same(_waiting[i].Name, raised.Name))
            {
                Func<string?, bool> offer = _waiting[i].Offer;
                _waiting.RemoveAt(i--);
                if (offer(raised.Data))
                {
                    return;
                }
            }
        }

        _unclaimed.Add(raised);
    }

    /// <summary>Waits; <paramref name="offer"/> gets the payload and says whether it took it (not if its wait was cancelled).</summary>
    public void Wait(string name, Func<string?, bool> offer)
    {
        int earlier = _unclaimed.FindIndex(raised => Same(name, raised.Name));
        if (earlier < 0)
        {
            _waiting.Add((name, offer));
        }
        else if (offer(_unclaimed[earlier].Data))
        {
            _unclaimed.RemoveAt(earlier);
        }
    }

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
