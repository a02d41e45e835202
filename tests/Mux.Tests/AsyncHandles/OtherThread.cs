namespace Mux.Tests;

/// <summary>A thread that does one thing after the other, each while its caller waits: so what it does has a fixed place in the order of events.</summary>
internal sealed class OtherThread : IDisposable
{
    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly Background _thread;
    private Action? _action;
    private Exception? _failure;

    public OtherThread() => _thread = Background.Run(Work);

    public void Run(Action action)
    {
        _action = action;
        _asked.Release();
        Assert.True(_done.Wait(Bound.Hang), "The other thread hangs.");
        if (_failure is { } failure)
        {
            _failure = null;
            throw new InvalidOperationException("It failed on the other thread.", failure);
        }
    }

    public void Dispose()
    {
        _action = null;
        _asked.Release();
        _thread.Join();
        _asked.Dispose();
        _done.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _asked.Wait();
            if (_action is not { } action)
            {
                return;
            }

            try
            {
                action();
            }
            catch (Exception failure)
            {
                _failure = failure;
            }

            _done.Release();
        }
    }
}
