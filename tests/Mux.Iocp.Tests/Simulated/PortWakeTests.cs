using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>Wakes as packets.</summary>
public abstract class PortWakeTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const int NotEnoughMemory = 8;

    [Fact]
    public void Wakes_before_a_wait_are_one_packet_and_end_one_wait()
    {
        using var simulation = new Simulation();

        for (int i = 0; i < 100; i++)
        {
            simulation.Mux.Wake();
        }

        Assert.Equal(1, Posts(simulation));
        var events = new ReadyEvents();
        Assert.Equal(0, simulation.Mux.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.True(events.WasWoken);
        Assert.Equal(0, simulation.Mux.Wait(events, TimeSpan.Zero));
        Assert.False(events.WasWoken);
    }

    [Fact]
    public void A_wake_after_one_that_was_noticed_is_a_packet_of_its_own()
    {
        using var simulation = new Simulation();
        simulation.Mux.Wake();
        Assert.Empty(simulation.Mux.Collect(Timeout.InfiniteTimeSpan));

        simulation.Mux.Wake();

        Assert.Equal(2, Posts(simulation));
        Assert.Empty(simulation.Mux.Collect(Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void A_wake_that_the_system_refuses_is_told_and_the_next_is_tried()
    {
        using var simulation = new Simulation();
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Post), NotEnoughMemory);

        MultiplexerException refusal = Assert.Throws<MultiplexerException>(simulation.Mux.Wake);
        simulation.Mux.Wake();

        Assert.Equal(("PostQueuedCompletionStatus", NotEnoughMemory), (refusal.Call, refusal.NativeErrorCode));
        Assert.Empty(simulation.Mux.Collect(Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void A_wake_and_an_event_come_together()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        socket.Arrive();
        simulation.Mux.Wake();

        var events = new ReadyEvents();
        simulation.Mux.Wait(events, Timeout.InfiniteTimeSpan);

        Assert.Equal([new ReadyEvent(registration, Readiness.Readable)], events.ToList());
        Assert.True(events.WasWoken);
    }

    private static int Posts(Simulation simulation) => simulation.Kernel.Script.Count(nameof(IIocpKernel.Post));
}

public sealed class PortWakeTestsOfEarlyAnswers() : PortWakeTests(writesLate: false);

public sealed class PortWakeTestsOfLateAnswers() : PortWakeTests(writesLate: true);
