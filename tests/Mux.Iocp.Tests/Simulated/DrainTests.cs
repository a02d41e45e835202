using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>What disposing of a multiplexer waits for, and what it leaves behind when the kernel does not play its part.</summary>
public abstract class DrainTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const int NotEnoughMemory = 8;

    [Fact]
    public void Every_block_comes_back_although_there_are_more_of_them_than_one_look_into_the_port_takes()
    {
        using var simulation = new Simulation();
        for (int i = 0; i < 100; i++)
        {
            simulation.Watch(Interests.Readable).Socket.MakeRoom();
        }

        simulation.Mux.Dispose();

        Assert.Equal((0, 0, 0), (simulation.Mux.Blocks, simulation.Driver.Outstanding.Count, simulation.Kernel.OpenHandles));
    }

    [Fact]
    public void Disposal_waits_for_a_block_that_comes_back_late()
    {
        using var simulation = new Simulation();
        simulation.Watch(Interests.Readable);
        simulation.Driver.CancelsLate = true;

        var disposal = Background.Run(simulation.Mux.Dispose);
        simulation.Port.AwaitWaiting(1);
        Assert.Equal(2, simulation.Kernel.OpenHandles);
        simulation.Driver.FinishCancelled();
        disposal.Join();

        Assert.Equal((0, 0, 0), (simulation.Mux.Blocks, simulation.Driver.Outstanding.Count, simulation.Kernel.OpenHandles));
    }

    [Fact]
    public void A_block_that_never_comes_back_is_left_to_the_kernel()
    {
        var kernel = new SimulatedKernel();
        var mux = new IocpMultiplexer(kernel, Simulation.ShortDrain);
        mux.Register(kernel.Driver.Open().Handle, Interests.Readable);
        EventRegistration given = mux.Register(kernel.Driver.Open().Handle, Interests.Readable);
        Assert.Empty(mux.Collect(TimeSpan.Zero));
        given.Dispose();
        kernel.Driver.CancelsLate = true;

        mux.Dispose();

        Assert.Equal((1, 0), (mux.Blocks, kernel.OpenHandles));
        kernel.Driver.FinishCancelled(); // Writes to the block, which is nobody else's.
    }

    [Fact]
    public void A_port_that_gives_no_packets_any_more_is_not_asked_until_the_limit()
    {
        var kernel = new SimulatedKernel();
        var mux = new IocpMultiplexer(kernel, Bound.Hang);
        mux.Register(kernel.Driver.Open().Handle, Interests.Readable);
        Assert.Empty(mux.Collect(TimeSpan.Zero));
        int asked = kernel.Timeouts.Count;
        kernel.Script.Fail(nameof(IIocpKernel.Dequeue), Win32Error.AbandonedWait, Win32Error.AbandonedWait);

        mux.Dispose();

        Assert.Equal(asked + 1, kernel.Timeouts.Count);
        Assert.Equal((1, 0), (mux.Blocks, kernel.OpenHandles));
    }

    [Fact]
    public void Waiters_leave_although_the_first_packets_that_tell_them_to_are_refused()
    {
        using var simulation = new Simulation();
        Background[] waiters = [.. Enumerable.Range(0, 2).Select(_ => Background.Run(() =>
            Assert.Throws<ObjectDisposedException>(() => simulation.Mux.Collect(Timeout.InfiniteTimeSpan))))];
        simulation.Port.AwaitWaiting(waiters.Length);
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Post), NotEnoughMemory, NotEnoughMemory, NotEnoughMemory);

        simulation.Mux.Dispose();

        Array.ForEach(waiters, waiter => waiter.Join());
        Assert.Equal(0, simulation.Kernel.OpenHandles);
    }

    [Fact]
    public void Disposing_twice_closes_once()
    {
        using var simulation = new Simulation();
        simulation.Watch(Interests.Readable);

        simulation.Mux.Dispose();
        simulation.Mux.Dispose();

        Assert.Equal(0, simulation.Kernel.OpenHandles);
    }

    [Fact]
    public void An_end_after_the_multiplexer_s_is_nothing_new()
    {
        using var simulation = new Simulation();
        (_, EventRegistration registration) = simulation.Watch(Interests.Readable, TriggerMode.Edge);
        simulation.Mux.Dispose();

        registration.NotifyWouldBlock(Interests.Readable);
        registration.Dispose();

        Assert.Equal((1, 1), (simulation.Polls, simulation.Cancels));
    }
}

public sealed class DrainTestsOfEarlyAnswers() : DrainTests(writesLate: false);

public sealed class DrainTestsOfLateAnswers() : DrainTests(writesLate: true);
