namespace Mux.Compare.Chain;

/// <summary>Mux's bare interface, level-triggered: the state of a registration is its place in the ring.</summary>
internal sealed class BareChain(PairRing ring) : IChainRunner
{
    private readonly IEventMultiplexer _multiplexer = EventMultiplexer.Create();
    private readonly ReadyEvents _events = new();
    private readonly Place[] _places = [.. Enumerable.Range(0, ring.Handles.Length).Select(index => new Place(index))];
    private readonly EventRegistration[] _registrations = new EventRegistration[ring.Handles.Length];

    public void Register()
    {
        for (int i = 0; i < _registrations.Length; i++)
        {
            _registrations[i] = _multiplexer.Register(ring.Handles[i], Interests.Readable, TriggerMode.Level, _places[i]);
        }
    }

    public void Run(Action begin)
    {
        begin();
        while (!ring.IsDone)
        {
            _multiplexer.Wait(_events, Timeout.InfiniteTimeSpan);
            foreach (ReadyEvent ready in _events)
            {
                ring.TryPass(((Place)ready.State!).Index);
            }
        }
    }

    public void Unregister()
    {
        foreach (EventRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    public void Dispose() => _multiplexer.Dispose();

    private sealed record Place(int Index);
}
