using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>What the port is asked, and what its answers that are no packets lead to.</summary>
public abstract class PortWaitTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const uint Longest = uint.MaxValue - 1; // The value above it means for ever.

    public static TheoryData<TimeSpan, uint> Roundings => new()
    {
        { TimeSpan.Zero, 0 },
        { TimeSpan.FromDays(60), Longest },
        { TimeSpan.FromDays(10_000), Longest },
    };

    [Theory]
    [MemberData(nameof(Roundings))]
    public void Timeouts_go_to_the_port_in_milliseconds_as_far_as_they_fit(TimeSpan timeout, uint milliseconds)
    {
        using var simulation = new Simulation();
        simulation.Mux.Wake();

        Assert.Empty(simulation.Mux.Collect(timeout));

        Assert.Equal([milliseconds], simulation.Kernel.Timeouts);
    }

    [Fact]
    public void No_timeout_waits_for_ever()
    {
        using var simulation = new Simulation();
        simulation.Mux.Wake();

        Assert.Empty(simulation.Mux.Collect(Timeout.InfiniteTimeSpan));

        Assert.Equal([uint.MaxValue], simulation.Kernel.Timeouts);
    }

    [Fact]
    public void A_part_of_a_millisecond_is_rounded_up()
    {
        using var simulation = new Simulation();

        Assert.Empty(simulation.Mux.Collect(TimeSpan.FromTicks(1)));

        Assert.All(simulation.Kernel.Timeouts.SkipLast(1), milliseconds => Assert.Equal(1u, milliseconds));
    }

    [Theory]
    [InlineData(Win32Error.WaitTimeout)]
    [InlineData(Win32Result.Unknown)] // Has been seen: no packet, and no error either.
    public void A_port_that_returns_before_the_time_is_asked_again(int error)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        socket.Arrive();
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Dequeue), error, error);

        Assert.Equal([new ReadyEvent(registration, Readiness.Readable)], simulation.Mux.Collect(TimeSpan.FromDays(60)));
    }

    [Fact]
    public void An_unknown_answer_to_a_wait_that_waits_for_nothing_is_an_empty_one()
    {
        using var simulation = new Simulation();
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Dequeue), Win32Result.Unknown);

        Assert.Empty(simulation.Collect());
    }

    [Fact]
    public void Any_other_error_is_told_and_the_wait_that_failed_counts_as_a_waiter_no_more()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.None);
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Dequeue), Win32Error.AbandonedWait);

        MultiplexerException refusal = Assert.Throws<MultiplexerException>(() => simulation.Collect());

        Assert.Equal(("GetQueuedCompletionStatusEx", Win32Error.AbandonedWait), (refusal.Call, refusal.NativeErrorCode));
        registration.Modify(Interests.Readable);
        Assert.Equal(0, simulation.Polls);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void A_small_buffer_takes_what_fits_and_the_rest_stays_in_the_port()
    {
        using var simulation = new Simulation();
        EventRegistration[] registrations = [.. Enumerable.Range(0, 3).Select(_ => simulation.Watch(Interests.Readable).Registration)];
        foreach (SimulatedPoll poll in simulation.Driver.Outstanding)
        {
            poll.Socket.Arrive();
        }

        var seen = new List<EventRegistration>();
        for (int i = 0; i < 6; i++)
        {
            seen.Add(Assert.Single(simulation.Mux.Collect(TimeSpan.Zero, capacity: 1)).Registration);
        }

        Assert.Equal([.. registrations, .. registrations], seen);
    }

    [Fact]
    public void Packets_that_mean_nothing_do_not_hide_those_behind_them()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration paused) = simulation.Watch(Interests.Readable);
        (SimulatedSocket other, EventRegistration registration) = simulation.Watch(Interests.Readable);
        paused.Modify(Interests.None);
        socket.Arrive();
        other.Arrive();

        Assert.Equal([new ReadyEvent(registration, Readiness.Readable)], simulation.Mux.Collect(TimeSpan.Zero, capacity: 1));
    }
}

public sealed class PortWaitTestsOfEarlyAnswers() : PortWaitTests(writesLate: false);

public sealed class PortWaitTestsOfLateAnswers() : PortWaitTests(writesLate: true);
