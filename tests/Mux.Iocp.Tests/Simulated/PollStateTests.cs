namespace Mux.Iocp.Tests.Simulated;

/// <summary>When a poll is submitted, left alone and cancelled.</summary>
public abstract class PollStateTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const Interests Both = Interests.Readable | Interests.Writable;

    [Fact]
    public void A_poll_asks_for_what_is_wanted_and_for_nothing_else()
    {
        using var simulation = new Simulation();

        (SimulatedSocket socket, _) = simulation.Watch(Interests.Writable);

        Assert.Equal(IocpTranslation.ToEvents(Interests.Writable), simulation.Driver.PollOf(socket).Asked);
    }

    [Fact]
    public void A_paused_registration_has_no_poll()
    {
        using var simulation = new Simulation();

        simulation.Watch(Interests.None);

        Assert.Equal(0, simulation.Polls);
    }

    [Fact]
    public void A_pending_poll_that_covers_the_wish_is_left_as_it_is()
    {
        using var simulation = new Simulation();
        (_, EventRegistration registration) = simulation.Watch(Both);

        registration.Modify(Interests.Readable);

        Assert.Empty(simulation.Collect());
        Assert.Equal((1, 0), (simulation.Polls, simulation.Cancels));
    }

    [Fact]
    public void What_a_poll_reports_beyond_the_wish_is_left_out_and_the_wish_is_polled_for()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Both);
        registration.Modify(Interests.Readable);

        socket.MakeRoom();

        Assert.Empty(simulation.Collect());
        Assert.Equal(IocpTranslation.ToEvents(Interests.Readable), simulation.Driver.PollOf(socket).Asked);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void A_wish_that_a_pending_poll_does_not_cover_cancels_it_and_is_polled_for()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);

        registration.Modify(Both);

        Assert.Empty(simulation.Collect());
        Assert.Equal((2, 1), (simulation.Polls, simulation.Cancels));
        Assert.Equal(IocpTranslation.ToEvents(Both), simulation.Driver.PollOf(socket).Asked);
    }

    [Fact]
    public void A_poll_that_is_being_cancelled_is_not_cancelled_again_and_its_return_brings_the_last_wish()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        simulation.Driver.CancelsLate = true;
        registration.Modify(Interests.Writable);
        Assert.Empty(simulation.Collect());

        registration.Modify(Interests.Priority);
        Assert.Empty(simulation.Collect());
        simulation.Driver.FinishCancelled();
        Assert.Empty(simulation.Collect());

        Assert.Equal((2, 1), (simulation.Polls, simulation.Cancels));
        Assert.Equal(IocpTranslation.ToEvents(Interests.Priority), simulation.Driver.PollOf(socket).Asked);
    }

    [Fact]
    public void A_poll_that_is_being_cancelled_may_still_bring_what_it_was_asked_for()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        simulation.Driver.CancelsLate = true;
        registration.Modify(Both);
        Assert.Empty(simulation.Collect());

        socket.Arrive();

        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void A_poll_that_was_answered_is_not_cancelled_while_its_packet_is_on_the_way()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        simulation.Port.HoldsBack = true;
        socket.Arrive();

        registration.Modify(Both);
        Assert.Empty(simulation.Collect());
        simulation.Port.LetAllGo();

        simulation.AssertReports(registration, Readiness.Readable);
        Assert.Equal(WritesLate ? 1 : 0, simulation.Cancels); // Whose answer is not written yet cannot be known to be answered. Cancelling it does no harm.
    }

    [Fact]
    public void A_poll_that_is_answered_just_before_its_cancelling_brings_its_answer()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        simulation.Driver.BeforeNextCancel = socket.Arrive;

        registration.Modify(Both);

        simulation.AssertReports(registration, Readiness.Readable);
        Assert.Equal(1, simulation.Cancels);
    }

    [Fact]
    public void Pausing_leaves_the_poll_whose_answer_is_dropped_and_which_is_not_repeated()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        registration.Modify(Interests.None);

        socket.Arrive();

        Assert.Empty(simulation.Collect());
        Assert.Empty(simulation.Collect());
        Assert.Equal((1, 0), (simulation.Polls, simulation.Cancels));
        Assert.Empty(simulation.Driver.Outstanding);
    }

    [Fact]
    public void A_poll_that_is_answered_at_once_brings_its_packet_like_any_other()
    {
        using var simulation = new Simulation();
        SimulatedSocket socket = simulation.Driver.Open();
        socket.Arrive();

        EventRegistration registration = simulation.Mux.Register(socket.Handle, Interests.Readable);

        simulation.AssertReports(registration, Readiness.Readable);
        Assert.Equal(1, simulation.Polls);
    }
}

public sealed class PollStateTestsOfEarlyAnswers() : PollStateTests(writesLate: false);

public sealed class PollStateTestsOfLateAnswers() : PollStateTests(writesLate: true);
