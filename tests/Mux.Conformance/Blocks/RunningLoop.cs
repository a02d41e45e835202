namespace Mux.Conformance;

/// <summary>A loop that runs on a multiplexer and a thread of the fact's.</summary>
public sealed class RunningLoop : IDisposable
{
    private readonly Background _thread;
    private bool _joined;

    public RunningLoop(IEventMultiplexer multiplexer, EventLoopOptions? options = null, EventLoopServices? services = null)
    {
        Multiplexer = multiplexer;
        Loop = new EventLoop(multiplexer, options, services);
        using var begun = new ManualResetEventSlim();
        Loop.Post(begun.Set);
        _thread = Background.Run(() => Loop.Run());
        Assert.True(begun.Wait(Bound.Hang), "The loop does not run.");
    }

    public EventLoop Loop { get; }

    public IEventMultiplexer Multiplexer { get; }

    /// <summary>Waits until what was posted before has run.</summary>
    public void Settle()
    {
        using var reached = new ManualResetEventSlim();
        Loop.Post(reached.Set);
        Assert.True(reached.Wait(Bound.Hang), "The loop hangs.");
    }

    /// <summary>Waits until the timers that are due by now have run. Timers run in the order of their due times, and this is one that is due now.</summary>
    public void SettleTimers()
    {
        using var reached = new ManualResetEventSlim();
        using LoopTimer last = Loop.Schedule(TimeSpan.Zero, reached.Set);
        Assert.True(reached.Wait(Bound.Hang), "The loop's timers hang.");
    }

    /// <summary>Has the loop wait inside a callback until the result is disposed of.</summary>
    public HeldLoop Hold() => new(Loop);

    /// <summary>Waits until Run has returned, and throws what it threw.</summary>
    public void Join()
    {
        _joined = true;
        _thread.Join();
    }

    public void Dispose()
    {
        Loop.Stop();
        try
        {
            if (!_joined)
            {
                Join();
            }
        }
        finally
        {
            Multiplexer.Dispose();
        }
    }
}
