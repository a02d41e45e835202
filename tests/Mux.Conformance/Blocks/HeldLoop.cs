namespace Mux.Conformance;

/// <summary>A loop whose thread stands inside a callback, until this is disposed of.</summary>
public sealed class HeldLoop : IDisposable
{
    private readonly ManualResetEventSlim _release = new();

    public HeldLoop(EventLoop loop)
    {
        using var entered = new ManualResetEventSlim();
        loop.Post(() =>
        {
            entered.Set();
            Assert.True(_release.Wait(Bound.Hang), "Nobody lets the loop go on.");
            _release.Dispose();
        });
        Assert.True(entered.Wait(Bound.Hang), "The loop hangs.");
    }

    public void Dispose() => _release.Set();
}
