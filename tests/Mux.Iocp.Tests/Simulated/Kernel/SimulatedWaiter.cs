namespace Mux.Iocp.Tests.Simulated;

/// <summary>A thread in a wait without a timeout, blocked in the simulated port.</summary>
internal sealed class SimulatedWaiter : IDisposable
{
    private readonly Background _thread;
    private IReadOnlyList<ReadyEvent>? _reported;

    /// <summary>Returns once the thread is blocked.</summary>
    public SimulatedWaiter(Simulation simulation)
    {
        int others = simulation.Port.Waiting;
        _thread = Background.Run(() => _reported = simulation.Mux.Collect(Timeout.InfiniteTimeSpan));
        simulation.Port.AwaitWaiting(others + 1);
    }

    /// <summary>Waits for the wait's end.</summary>
    /// <returns>What it reported.</returns>
    public IReadOnlyList<ReadyEvent> Join()
    {
        _thread.Join();
        return _reported!;
    }

    public void Dispose() => _thread.Join();
}
