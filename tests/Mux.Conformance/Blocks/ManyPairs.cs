namespace Mux.Conformance;

/// <summary>Many connected pairs at once.</summary>
public sealed class ManyPairs : IDisposable
{
    private readonly List<ConnectedPair> _pairs = [];

    public ManyPairs(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _pairs.Add(ConnectedPair.OnLoopback());
        }
    }

    public ConnectedPair this[int index] => _pairs[index];

    /// <summary>Registers the left socket of each pair; its state is the pair's index.</summary>
    public EventRegistration[] RegisterEach(IEventMultiplexer mux, Interests interests, TriggerMode trigger = TriggerMode.Level) =>
        [.. _pairs.Select((pair, index) => mux.Register(pair.Left, interests, trigger, index))];

    public void Dispose() => _pairs.ForEach(pair => pair.Dispose());
}
