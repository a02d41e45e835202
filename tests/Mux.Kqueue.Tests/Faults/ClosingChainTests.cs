using Mux.Kqueue.Tests.Simulation;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>The chain by which waiters leave a multiplexer that is being disposed of.</summary>
public sealed class ClosingChainTests
{
    [Fact]
    public void Each_waiter_that_leaves_signals_the_next() =>
        ClosingChain.AssertAllLeave(new KqueueMultiplexer(new SimulatedKernel(), new UsageGate(signalAgain: Timeout.InfiniteTimeSpan)));
}
