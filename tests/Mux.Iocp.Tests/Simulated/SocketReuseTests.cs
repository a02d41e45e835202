namespace Mux.Iocp.Tests.Simulated;

/// <summary>A socket registered anew while its former poll is on its way back, and numbers that went to other sockets.</summary>
public abstract class SocketReuseTests(bool writesLate) : SimulatedFacts(writesLate)
{
    [Fact]
    public void A_socket_registered_anew_waits_for_its_former_poll_and_loses_nothing()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration former) = simulation.Watch(Interests.Readable);
        simulation.Driver.CancelsLate = true;
        former.Dispose();
        EventRegistration successor = simulation.Mux.Register(socket.Handle, Interests.Readable);
        Assert.Empty(simulation.Collect());
        Assert.Equal(1, simulation.Polls);

        socket.Arrive(); // Which the former poll, cancelled but not yet gone, still takes for its own.

        simulation.AssertReports(successor, Readiness.Readable);
        Assert.Equal((2, 1), (simulation.Polls, simulation.Mux.Blocks));
    }

    [Fact]
    public void The_return_of_the_former_poll_submits_the_next_at_once_while_somebody_waits()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration former) = simulation.Watch(Interests.Readable);
        simulation.Driver.CancelsLate = true;
        former.Dispose();
        EventRegistration successor = simulation.Mux.Register(socket.Handle, Interests.Readable);
        using var waiter = new SimulatedWaiter(simulation);

        simulation.Driver.FinishCancelled();
        socket.Arrive();

        Assert.Equal(new ReadyEvent(successor, Readiness.Readable), Assert.Single(waiter.Join()));
    }

    [Fact]
    public void Any_number_of_registrations_may_come_and_go_while_one_poll_is_on_its_way_back()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration first) = simulation.Watch(Interests.Readable);
        simulation.Driver.CancelsLate = true;
        first.Dispose();
        for (int i = 0; i < 5; i++)
        {
            EventRegistration brief = simulation.Mux.Register(socket.Handle, Interests.Readable);
            Assert.Empty(simulation.Collect());
            brief.Dispose();
        }

        EventRegistration last = simulation.Mux.Register(socket.Handle, Interests.Readable);
        Assert.Equal(2, simulation.Mux.Blocks);
        simulation.Driver.FinishCancelled();
        socket.Arrive();

        simulation.AssertReports(last, Readiness.Readable);
        Assert.Equal(1, simulation.Mux.Blocks);
    }

    [Fact]
    public void The_former_answer_never_reaches_the_new_registration()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration former) = simulation.Watch(Interests.Readable);
        simulation.Port.HoldsBack = true;
        socket.Arrive();
        former.Dispose();
        EventRegistration successor = simulation.Mux.Register(socket.Handle, Interests.Readable);
        socket.Drain();

        simulation.Port.LetAllGo();

        Assert.Empty(simulation.Collect());
        socket.Arrive();
        simulation.AssertReports(successor, Readiness.Readable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_late_word_of_a_close_never_touches_the_number_s_next_owner(bool cancelsLate)
    {
        using var simulation = new Simulation();
        (SimulatedSocket former, EventRegistration abandoned) = simulation.Watch(Interests.Readable);
        simulation.Port.HoldsBack = true;
        simulation.Driver.CancelsLate = cancelsLate;
        former.Close();
        SimulatedSocket next = simulation.Driver.Open(number: former.Number);
        EventRegistration registration = simulation.Mux.Register(next.Handle, Interests.Readable);
        Assert.False(abandoned.IsRegistered);
        Assert.Empty(simulation.Collect());

        simulation.Port.LetAllGo();

        Assert.Empty(simulation.Collect());
        Assert.True(registration.IsRegistered);
        next.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
        Assert.Equal(1, simulation.Mux.Blocks);
    }

    [Fact]
    public void A_borrowed_number_whose_close_is_known_to_the_kernel_may_be_registered_by_its_next_owner()
    {
        using var simulation = new Simulation();
        SimulatedSocket former = simulation.Driver.Open();
        EventRegistration abandoned = simulation.Mux.Register(SimulatedHandle.Borrowing(former.Number), Interests.Readable);
        Assert.Empty(simulation.Collect());
        simulation.Port.HoldsBack = true;
        former.CloseUnderlying();
        SimulatedSocket next = simulation.Driver.Open(number: former.Number);
        if (WritesLate)
        {
            // That the former one was closed shows when its packet is dequeued, and not before.
            Assert.Throws<InvalidOperationException>(() => simulation.Mux.Register(SimulatedHandle.Borrowing(next.Number), Interests.Readable));
            simulation.Port.LetAllGo();
            Assert.Empty(simulation.Collect());
        }

        EventRegistration registration = simulation.Mux.Register(SimulatedHandle.Borrowing(next.Number), Interests.Readable);
        simulation.Port.LetAllGo();

        Assert.False(abandoned.IsRegistered);
        Assert.Empty(simulation.Collect());
        next.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void A_paused_registration_of_a_closed_socket_makes_way_for_the_number_s_next_owner()
    {
        using var simulation = new Simulation();
        (SimulatedSocket former, EventRegistration abandoned) = simulation.Watch(Interests.None);
        former.Close();
        SimulatedSocket next = simulation.Driver.Open(number: former.Number);

        EventRegistration registration = simulation.Mux.Register(next.Handle, Interests.Readable);

        Assert.False(abandoned.IsRegistered);
        next.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
        Assert.Equal(1, simulation.Mux.Blocks);
    }

    [Fact]
    public void A_level_that_waits_for_its_next_poll_is_not_polled_on_the_number_s_next_owner()
    {
        using var simulation = new Simulation();
        (SimulatedSocket former, EventRegistration abandoned) = simulation.Watch(Interests.Readable);
        former.Arrive();
        simulation.AssertReports(abandoned, Readiness.Readable);
        former.Close();
        SimulatedSocket next = simulation.Driver.Open(number: former.Number);
        next.Arrive();

        Assert.Empty(simulation.Collect());

        Assert.False(abandoned.IsRegistered);
        Assert.Equal((1, 0), (simulation.Polls, simulation.Mux.Blocks));
    }

    [Fact]
    public void An_end_that_comes_too_late_leaves_the_number_s_next_owner_registered()
    {
        using var simulation = new Simulation();
        (SimulatedSocket former, EventRegistration abandoned) = simulation.Watch(Interests.Readable);
        former.Close();
        SimulatedSocket next = simulation.Driver.Open(number: former.Number);
        EventRegistration registration = simulation.Mux.Register(next.Handle, Interests.Readable);

        abandoned.Dispose();

        next.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void A_socket_that_is_registered_is_refused_and_its_registration_stays()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);

        Assert.Throws<InvalidOperationException>(() => simulation.Mux.Register(SimulatedHandle.Borrowing(socket.Number), Interests.Writable));

        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }
}

public sealed class SocketReuseTestsOfEarlyAnswers() : SocketReuseTests(writesLate: false);

public sealed class SocketReuseTestsOfLateAnswers() : SocketReuseTests(writesLate: true);
