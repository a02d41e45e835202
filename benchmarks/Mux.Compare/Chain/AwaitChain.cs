namespace Mux.Compare.Chain;

/// <summary>Mux's event loop with an async method for each pair.</summary>
internal sealed class AwaitChain(PairRing ring) : IChainRunner
{
    private static readonly Attempt<(PairRing Ring, int Index), bool> TryPass = static ((PairRing Ring, int Index) place, out bool isPassed) => isPassed = place.Ring.TryPass(place.Index);

    private readonly AsyncHandle[] _attached = new AsyncHandle[ring.Handles.Length];
    private EventLoop _loop = new(EventMultiplexer.Create());

    public void Register()
    {
        for (int i = 0; i < _attached.Length; i++)
        {
            _attached[i] = _loop.Attach(ring.Handles[i], Interests.Readable);
        }
    }

    public void Run(Action begin)
    {
        _loop.Post(() =>
        {
            for (int i = 0; i < _attached.Length; i++)
            {
                _ = PassAsync(i);
            }

            begin();
        });
        _loop.Run();
    }

    public void Unregister()
    {
        _loop.Dispose();
        _loop = new EventLoop(EventMultiplexer.Create());
    }

    public void Dispose() => _loop.Dispose();

    private async Task PassAsync(int index)
    {
        try
        {
            while (true)
            {
                await _attached[index].PerformAsync(Interests.Readable, (Ring: ring, Index: index), TryPass);
                if (ring.IsDone)
                {
                    _loop.Stop();
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended.
        }
    }
}
