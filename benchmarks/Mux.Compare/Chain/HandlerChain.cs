namespace Mux.Compare.Chain;

/// <summary>Mux's event loop with a handler for each pair.</summary>
internal sealed class HandlerChain(PairRing ring) : IChainRunner
{
    private readonly EventRegistration[] _registrations = new EventRegistration[ring.Handles.Length];
    private readonly Handler[] _handlers = new Handler[ring.Handles.Length];
    private EventLoop _loop = new(EventMultiplexer.Create());

    public void Register()
    {
        for (int i = 0; i < _registrations.Length; i++)
        {
            _handlers[i] = new Handler(this, i);
            _registrations[i] = _loop.Register(ring.Handles[i], Interests.Readable, TriggerMode.Level, _handlers[i]);
        }
    }

    public void Run(Action begin)
    {
        _loop.Post(begin);
        _loop.Run();
    }

    // A loop that has run is done with: the next run has a new one.
    public void Unregister()
    {
        _loop.Dispose();
        _loop = new EventLoop(EventMultiplexer.Create());
    }

    public void Dispose() => _loop.Dispose();

    private void OnReady(int index)
    {
        ring.TryPass(index);
        if (ring.IsDone)
        {
            _loop.Stop();
        }
    }

    private sealed class Handler(HandlerChain chain, int index) : IReadyHandler
    {
        public void OnReady(ReadyEvent ready) => chain.OnReady(index);
    }
}
