using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>Polls that the kernel refuses to take.</summary>
public abstract class RefusedPollTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const int InsufficientResources = unchecked((int)0xC000009A);

    [Fact]
    public void A_refusal_does_not_end_the_wait_which_tries_again()
    {
        using var simulation = new Simulation();
        SimulatedSocket socket = simulation.Driver.Open();
        EventRegistration registration = simulation.Mux.Register(socket.Handle, Interests.Readable);
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), InsufficientResources, InsufficientResources);
        socket.Arrive();

        ReadyEvent told = Assert.Single(simulation.Mux.Collect(Timeout.InfiniteTimeSpan));

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), told);
        Assert.Equal([5u, 5u], simulation.Kernel.Timeouts.Take(2)); // Milliseconds until it tries again.
    }

    [Fact]
    public void A_refusal_of_one_does_not_keep_the_others_from_being_told_of_in_the_same_wait()
    {
        using var simulation = new Simulation();
        simulation.Mux.Register(simulation.Driver.Open().Handle, Interests.Readable);
        EventRegistration second = simulation.Mux.Register(simulation.Driver.Open().Handle, Interests.Readable);
        simulation.Driver.Find(second.Handle.DangerousGetHandle())!.Arrive();
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), InsufficientResources);

        simulation.AssertReports(second, Readiness.Readable);
    }

    [Fact]
    public void A_registration_that_is_refused_again_and_again_is_told_of_as_failed_and_the_others_are_served()
    {
        using var simulation = new Simulation();
        (SimulatedSocket busy, EventRegistration served) = simulation.Watch(Interests.Readable);
        EventRegistration refused = simulation.Mux.Register(simulation.Driver.Open().Handle, Interests.Readable);
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), [.. Enumerable.Repeat(InsufficientResources, 200)]);
        busy.Arrive();

        simulation.AssertReports(served, Readiness.Readable);
        ReadyEvent failure = Assert.Single(simulation.Mux.Collect(Timeout.InfiniteTimeSpan));

        Assert.Equal(refused, failure.Registration);
        Assert.True(failure.Readiness.HasFlag(Readiness.Error));
        Assert.True(refused.IsRegistered);
        simulation.Kernel.Script.Forgive();
    }

    [Fact]
    public void A_socket_that_the_driver_does_not_know_although_it_is_open_is_told_of_as_failed()
    {
        using var simulation = new Simulation();
        EventRegistration registration = simulation.Mux.Register(simulation.Driver.Open().Handle, Interests.Readable);
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), NtStatus.ObjectTypeMismatch);

        ReadyEvent told = Assert.Single(simulation.Collect());

        Assert.Equal(registration, told.Registration);
        Assert.True(told.Readiness.HasFlag(Readiness.Error));
    }

    [Fact]
    public void A_refused_registration_during_a_wait_leaves_nothing_behind()
    {
        using var simulation = new Simulation();
        SimulatedSocket socket = simulation.Driver.Open();
        using var waiter = new SimulatedWaiter(simulation);
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), InsufficientResources);

        Assert.Throws<MultiplexerException>(() => simulation.Mux.Register(socket.Handle, Interests.Readable));

        Assert.Equal(0, simulation.Mux.Blocks);
        EventRegistration registration = simulation.Mux.Register(socket.Handle, Interests.Readable);
        socket.Arrive();
        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), Assert.Single(waiter.Join()));
    }

    [Fact]
    public void A_refused_change_during_a_wait_is_told_to_its_caller_and_tried_again()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.None);
        var waiter = new SimulatedWaiter(simulation);
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), InsufficientResources);

        Assert.Throws<MultiplexerException>(() => registration.Modify(Interests.Readable));
        simulation.Mux.Wake();
        Assert.Empty(waiter.Join());

        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void A_refused_arming_of_an_edge_during_a_wait_is_tried_again()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, TriggerMode.Edge);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
        using var waiter = new SimulatedWaiter(simulation);
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), InsufficientResources);

        registration.NotifyWouldBlock(Interests.Readable);

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), Assert.Single(waiter.Join())); // The waiter has tried it again.
    }

    [Fact]
    public void A_level_whose_next_poll_is_refused_after_its_report_is_tried_again()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        using var first = new SimulatedWaiter(simulation);
        using var second = new SimulatedWaiter(simulation);
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), InsufficientResources);

        socket.Arrive();

        // The second poll is for the waiter that has not heard of it. It is refused, and tried again: level-triggered, both are told.
        Assert.Equal((1, 1), (first.Join().Count, second.Join().Count));
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Theory]
    [InlineData(NtStatus.InvalidHandle)]
    [InlineData(NtStatus.ObjectTypeMismatch)]
    public void A_socket_that_turns_out_closed_ends_its_registration(int status)
    {
        using var simulation = new Simulation();
        SimulatedSocket socket = simulation.Driver.Open();
        EventRegistration registration = simulation.Mux.Register(SimulatedHandle.Borrowing(socket.Number), Interests.Readable);
        socket.CloseUnderlying();
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.Poll), status);

        Assert.Empty(simulation.Collect());

        Assert.False(registration.IsRegistered);
        Assert.Equal(0, simulation.Mux.Blocks);
    }

    [Fact]
    public void A_borrowed_number_that_was_closed_is_found_out_by_its_next_poll()
    {
        using var simulation = new Simulation();
        SimulatedSocket socket = simulation.Driver.Open();
        EventRegistration registration = simulation.Mux.Register(SimulatedHandle.Borrowing(socket.Number), Interests.Readable);

        socket.CloseUnderlying();

        Assert.Empty(simulation.Collect());
        Assert.False(registration.IsRegistered);
        Assert.Equal(0, simulation.Mux.Blocks);
    }
}

public sealed class RefusedPollTestsOfEarlyAnswers() : RefusedPollTests(writesLate: false);

public sealed class RefusedPollTestsOfLateAnswers() : RefusedPollTests(writesLate: true);
