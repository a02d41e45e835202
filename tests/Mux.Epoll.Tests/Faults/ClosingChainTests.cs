namespace Mux.Epoll.Tests.Faults;

/// <summary>The chain by which waiters leave a multiplexer that is being disposed of.</summary>
[OnLinux]
public sealed class ClosingChainTests
{
    [Fact]
    public void Each_waiter_that_leaves_signals_the_next() =>
        ClosingChain.AssertAllLeave(new EpollMultiplexer(new ScriptedKernel(), new UsageGate(signalAgain: Timeout.InfiniteTimeSpan)));
}
