using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>What each way that a poll can come back leads to.</summary>
public abstract class PollAnswerTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const int HandlesClosed = unchecked((int)0x8000000A); // STATUS_HANDLES_CLOSED, a warning.
    private const int Unsuccessful = unchecked((int)0xC0000001);

    public static TheoryData<TriggerMode> Modes => [TriggerMode.Level, TriggerMode.Edge, TriggerMode.OneShot];

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_poll_that_nobody_cancelled_is_submitted_again(TriggerMode trigger)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, trigger);

        simulation.Driver.PollOf(socket).Finish(NtStatus.Cancelled);

        Assert.Empty(simulation.Collect());
        Assert.Equal((2, 0), (simulation.Polls, simulation.Cancels));
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_poll_that_comes_back_without_a_socket_is_submitted_again(TriggerMode trigger)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, trigger);

        simulation.Driver.PollOf(socket).AnswerEmpty();

        Assert.Empty(simulation.Collect());
        Assert.Equal(2, simulation.Polls);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_warning_is_no_event_and_the_poll_is_submitted_again(TriggerMode trigger)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, trigger);

        simulation.Driver.PollOf(socket).Finish(HandlesClosed);

        Assert.Empty(simulation.Collect());
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_surplus_answer_uses_up_no_arming(TriggerMode trigger)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable | Interests.Writable, trigger);
        registration.Modify(Interests.Readable);

        socket.MakeRoom();

        Assert.Empty(simulation.Collect());
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void An_answer_to_an_earlier_wish_uses_up_no_arming(TriggerMode trigger)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, trigger);
        socket.Arrive();

        registration.Modify(Interests.Writable);

        Assert.Empty(simulation.Collect());
        socket.MakeRoom();
        simulation.AssertReports(registration, Readiness.Writable);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_failed_poll_is_an_error_on_all_that_was_asked_for(TriggerMode trigger)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, trigger);

        simulation.Driver.PollOf(socket).Finish(Unsuccessful);

        simulation.AssertReports(registration, Readiness.Readable | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error);
        Assert.True(registration.IsRegistered);
    }

    [Theory]
    [InlineData(NtStatus.InvalidHandle)]
    [InlineData(NtStatus.ObjectTypeMismatch)]
    public void A_poll_that_ends_because_its_handle_is_closed_ends_the_registration(int status)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);

        simulation.Driver.PollOf(socket).Finish(status);

        Assert.Empty(simulation.Collect());
        Assert.False(registration.IsRegistered);
        Assert.Equal(0, simulation.Mux.Blocks);
    }

    [Fact]
    public void A_reset_says_so_to_whoever_asks_for_anything()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Writable);

        socket.Reset();

        simulation.AssertReports(registration, Readiness.Writable | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error);
    }

    [Fact]
    public void A_refused_datagram_closes_nothing()
    {
        using var simulation = new Simulation();
        SimulatedSocket socket = simulation.Driver.Open(isDatagram: true);
        EventRegistration registration = simulation.Mux.Register(socket.Handle, Interests.Readable);

        socket.Refuse();

        simulation.AssertReports(registration, Readiness.Readable | Readiness.Error);
    }
}

public sealed class PollAnswerTestsOfEarlyAnswers() : PollAnswerTests(writesLate: false);

public sealed class PollAnswerTestsOfLateAnswers() : PollAnswerTests(writesLate: true);
