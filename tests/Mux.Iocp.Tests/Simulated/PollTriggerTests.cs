namespace Mux.Iocp.Tests.Simulated;

/// <summary>How the three modes are made of polls.</summary>
public abstract class PollTriggerTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const Interests Both = Interests.Readable | Interests.Writable;
    private const Readiness Gone = Readiness.Readable | Readiness.Writable | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

    [Fact]
    public void Level_polls_again_at_each_wait_after_a_report()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        socket.Arrive();

        for (int reports = 1; reports <= 3; reports++)
        {
            simulation.AssertReports(registration, Readiness.Readable);
            Assert.Equal(reports, simulation.Polls);
        }

        socket.Drain();
        Assert.Empty(simulation.Collect());
        Assert.Single(simulation.Driver.Outstanding);
    }

    [Fact]
    public void One_shot_is_silent_in_both_directions_and_without_a_poll_after_its_event()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Both, TriggerMode.OneShot);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);

        socket.MakeRoom();
        socket.Reset();

        Assert.Empty(simulation.Collect());
        Assert.Equal(1, simulation.Polls);
        Assert.Empty(simulation.Driver.Outstanding);
    }

    [Fact]
    public void One_shot_reports_at_once_when_armed_again_what_came_in_between()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Both, TriggerMode.OneShot);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
        socket.MakeRoom();

        registration.Rearm();

        simulation.AssertReports(registration, Readiness.Readable | Readiness.Writable);
        Assert.Empty(simulation.Collect());
    }

    [Fact]
    public void Arming_what_is_armed_costs_nothing()
    {
        using var simulation = new Simulation();
        (_, EventRegistration registration) = simulation.Watch(Both, TriggerMode.OneShot);

        registration.Rearm();

        Assert.Empty(simulation.Collect());
        Assert.Equal((1, 0), (simulation.Polls, simulation.Cancels));
    }

    // What relays rely on: while one of their peers takes nothing, the other one's reset is news all the same.
    [Fact]
    public void Edge_that_is_still_owed_urgent_data_tells_of_a_reset_when_both_directions_have_been_reported()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Both | Interests.Priority, TriggerMode.Edge);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
        socket.MakeRoom();
        simulation.AssertReports(registration, Readiness.Writable);
        Assert.Empty(simulation.Collect());

        socket.Reset();

        simulation.AssertReports(registration, Gone | Readiness.Priority);
    }

    [Fact]
    public void Edge_goes_on_to_watch_the_direction_that_it_has_not_reported()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Both, TriggerMode.Edge);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);

        Assert.Empty(simulation.Collect());
        Assert.Equal(IocpTranslation.ToEvents(Interests.Writable), simulation.Driver.PollOf(socket).Asked);
        socket.MakeRoom();
        simulation.AssertReports(registration, Readiness.Writable);
    }

    [Fact]
    public void Edge_has_no_poll_once_it_has_reported_all()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, TriggerMode.Edge);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);

        Assert.Empty(simulation.Collect());
        Assert.Equal(1, simulation.Polls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Edge_watches_a_direction_again_once_it_would_block(bool otherDirectionIsPending)
    {
        using var simulation = new Simulation();
        Interests interests = otherDirectionIsPending ? Both : Interests.Readable;
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(interests, TriggerMode.Edge);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
        Assert.Empty(simulation.Collect());
        socket.Drain();

        registration.NotifyWouldBlock(Interests.Readable);
        Assert.Empty(simulation.Collect());
        socket.Arrive();

        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void Data_that_comes_between_the_last_read_and_its_notice_is_reported()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, TriggerMode.Edge);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
        socket.Drain();

        socket.Arrive();
        registration.NotifyWouldBlock(Interests.Readable);

        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void A_direction_that_is_watched_or_not_asked_for_is_notified_for_nothing()
    {
        using var simulation = new Simulation();
        (_, EventRegistration registration) = simulation.Watch(Interests.Readable, TriggerMode.Edge);

        registration.NotifyWouldBlock(Both);

        Assert.Empty(simulation.Collect());
        Assert.Equal((1, 0), (simulation.Polls, simulation.Cancels));
    }

    [Fact]
    public void Edge_reports_a_reset_on_every_direction_that_was_asked_for_also_on_one_that_is_silent()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Both, TriggerMode.Edge);
        socket.MakeRoom();
        simulation.AssertReports(registration, Readiness.Writable);
        Assert.Empty(simulation.Collect());

        socket.Reset();

        simulation.AssertReports(registration, Gone);
        Assert.Empty(simulation.Collect());
    }

    [Fact]
    public void Edge_reports_a_reset_once_also_to_whoever_asks_for_no_direction_of_the_stream()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Priority, TriggerMode.Edge);

        socket.Reset();

        simulation.AssertReports(registration, Readiness.Priority | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error);
        Assert.Empty(simulation.Collect());
    }

    [Fact]
    public void Urgent_data_is_an_edge_of_its_own()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable | Interests.Priority, TriggerMode.Edge);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);

        socket.ArriveUrgent();

        simulation.AssertReports(registration, Readiness.Priority);
        Assert.Empty(simulation.Collect());
    }
}

public sealed class PollTriggerTestsOfEarlyAnswers() : PollTriggerTests(writesLate: false);

public sealed class PollTriggerTestsOfLateAnswers() : PollTriggerTests(writesLate: true);
