using System.Runtime.CompilerServices;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>When changes reach the kernel.</summary>
public abstract class ChangeQueueTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const Interests Both = Interests.Readable | Interests.Writable;

    [Fact]
    public void What_has_ended_while_it_waited_to_be_polled_is_let_go_at_once()
    {
        using var simulation = new Simulation();
        WeakReference state = RegisterAndEnd(simulation);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(state.IsAlive, "The queue of changes keeps it until the next wait.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RegisterAndEnd(Simulation simulation)
    {
        var state = new object();
        simulation.Mux.Register(simulation.Driver.Open().Handle, Interests.Readable, state: state).Dispose();
        return new WeakReference(state);
    }

    [Fact]
    public void Nothing_is_submitted_before_somebody_waits()
    {
        using var simulation = new Simulation();

        simulation.Mux.Register(simulation.Driver.Open().Handle, Interests.Readable);

        Assert.Equal(0, simulation.Polls);
    }

    [Fact]
    public void Many_changes_between_two_waits_cost_one_poll()
    {
        using var simulation = new Simulation();
        SimulatedSocket socket = simulation.Driver.Open();
        EventRegistration registration = simulation.Mux.Register(socket.Handle, Interests.Readable);

        registration.Modify(Interests.None);
        registration.Modify(Interests.Readable, TriggerMode.Edge);
        registration.Modify(Both, TriggerMode.OneShot);
        registration.Modify(Interests.Writable, TriggerMode.Level);

        Assert.Empty(simulation.Collect());
        Assert.Equal((1, 0), (simulation.Polls, simulation.Cancels));
        Assert.Equal(IocpTranslation.ToEvents(Interests.Writable), simulation.Driver.PollOf(socket).Asked);
    }

    [Fact]
    public void What_has_ended_before_anyone_waited_is_never_submitted()
    {
        using var simulation = new Simulation();
        EventRegistration registration = simulation.Mux.Register(simulation.Driver.Open().Handle, Interests.Readable);

        registration.Dispose();

        Assert.Empty(simulation.Collect());
        Assert.Equal((0, 0), (simulation.Polls, simulation.Mux.Blocks));
    }

    [Fact]
    public void A_registration_is_submitted_at_once_while_somebody_waits()
    {
        using var simulation = new Simulation();
        SimulatedSocket socket = simulation.Driver.Open();
        using var waiter = new SimulatedWaiter(simulation);

        simulation.Mux.Register(socket.Handle, Interests.Readable);

        Assert.Equal(1, simulation.Polls);
        socket.Arrive();
        Assert.Equal(Readiness.Readable, Assert.Single(waiter.Join()).Readiness);
    }

    [Fact]
    public void A_change_is_submitted_at_once_while_somebody_waits()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.None);
        using var waiter = new SimulatedWaiter(simulation);

        registration.Modify(Interests.Readable);

        Assert.Equal(1, simulation.Polls);
        socket.Arrive();
        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), Assert.Single(waiter.Join()));
    }

    [Fact]
    public void An_arming_is_submitted_at_once_while_somebody_waits()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, TriggerMode.OneShot);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
        using var waiter = new SimulatedWaiter(simulation);

        registration.Rearm();

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), Assert.Single(waiter.Join()));
    }

    [Fact]
    public void A_notice_of_would_block_is_submitted_at_once_while_somebody_waits()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, TriggerMode.Edge);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
        using var waiter = new SimulatedWaiter(simulation);

        registration.NotifyWouldBlock(Interests.Readable);

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), Assert.Single(waiter.Join()));
    }

    [Fact]
    public void A_change_that_cancels_takes_effect_on_the_wait_that_is_in_progress()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        socket.MakeRoom();
        using var waiter = new SimulatedWaiter(simulation);

        registration.Modify(Both);

        Assert.Equal(new ReadyEvent(registration, Readiness.Writable), Assert.Single(waiter.Join()));
    }

    [Fact]
    public void A_level_that_holds_reaches_the_other_waiter_too()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        using var first = new SimulatedWaiter(simulation);
        using var second = new SimulatedWaiter(simulation);

        socket.Arrive();

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), Assert.Single(first.Join()));
        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), Assert.Single(second.Join()));
    }

    [Fact]
    public void A_one_shot_reaches_one_waiter()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, _) = simulation.Watch(Interests.Readable, TriggerMode.OneShot);
        using var first = new SimulatedWaiter(simulation);
        using var second = new SimulatedWaiter(simulation);

        socket.Arrive();
        simulation.Port.AwaitWaiting(1);
        simulation.Mux.Wake();

        Assert.Equal(1, first.Join().Count + second.Join().Count);
    }
}

public sealed class ChangeQueueTestsOfEarlyAnswers() : ChangeQueueTests(writesLate: false);

public sealed class ChangeQueueTestsOfLateAnswers() : ChangeQueueTests(writesLate: true);
