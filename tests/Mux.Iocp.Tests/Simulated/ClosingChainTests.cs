namespace Mux.Iocp.Tests.Simulated;

/// <summary>The chain by which waiters leave a multiplexer that is being disposed of.</summary>
public sealed class ClosingChainTests
{
    [Fact]
    public void Each_waiter_that_leaves_signals_the_next() =>
        ClosingChain.AssertAllLeave(new IocpMultiplexer(new SimulatedKernel(), Simulation.ShortDrain, new UsageGate(signalAgain: Timeout.InfiniteTimeSpan)));
}
