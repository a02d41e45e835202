namespace Mux.Iocp.Tests.Simulated;

/// <summary>Ends of registrations and closes of sockets, in every state of the poll and in each order.</summary>
public abstract class ClosedSocketTests(bool writesLate) : SimulatedFacts(writesLate)
{
    public enum Stage
    {
        /// <summary>Nobody has waited since it was registered.</summary>
        Unsubmitted,

        /// <summary>The kernel has the poll.</summary>
        Pending,

        /// <summary>The kernel has the poll still, and was asked to give it back.</summary>
        Cancelling,

        /// <summary>The kernel has written its answer, and the packet is on the way.</summary>
        Answered,

        /// <summary>One-shot after its event: no poll at all.</summary>
        Disarmed,
    }

    public static TheoryData<Stage> Stages => [.. Enum.GetValues<Stage>()];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Unregistered_and_then_closed_it_is_silent_and_gives_its_memory_back(Stage stage)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = InStage(simulation, stage);

        registration.Dispose();
        socket.Close();

        AssertGone(simulation, registration);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Closed_and_then_unregistered_it_is_silent_and_gives_its_memory_back(Stage stage)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = InStage(simulation, stage);

        socket.Close();
        registration.Dispose();

        AssertGone(simulation, registration);
    }

    [Theory]
    [InlineData(Stage.Unsubmitted)]
    [InlineData(Stage.Pending)]
    [InlineData(Stage.Cancelling)]
    [InlineData(Stage.Answered)]
    public void Closed_without_unregistering_it_is_silent_and_gives_its_memory_back(Stage stage)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = InStage(simulation, stage);

        socket.Close();

        AssertGone(simulation, registration);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_registered_handle_is_closed_at_once_as_nothing_holds_on_to_it(Stage stage)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, _) = InStage(simulation, stage);

        socket.Close();

        Assert.Null(simulation.Driver.Find(socket.Number));
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_change_after_the_close_says_so_and_ends_the_registration(Stage stage)
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = InStage(simulation, stage);
        socket.Close();

        Assert.Throws<ObjectDisposedException>(() => registration.Modify(Interests.Writable));

        AssertGone(simulation, registration);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_change_after_the_end_says_so(Stage stage)
    {
        using var simulation = new Simulation();
        (_, EventRegistration registration) = InStage(simulation, stage);
        registration.Dispose();

        Assert.Throws<ObjectDisposedException>(() => registration.Modify(Interests.Writable));
        Assert.Throws<ObjectDisposedException>(registration.Rearm);
        registration.NotifyWouldBlock(Interests.Readable);

        AssertGone(simulation, registration);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Disposing_of_the_multiplexer_gets_every_block_back(Stage stage)
    {
        using var simulation = new Simulation();
        (_, EventRegistration registration) = InStage(simulation, stage);
        simulation.Driver.CancelsLate = false;
        simulation.Driver.FinishCancelled();
        simulation.Port.LetAllGo();

        simulation.Mux.Dispose();

        Assert.False(registration.IsRegistered);
        Assert.Equal((0, 0, 0), (simulation.Mux.Blocks, simulation.Driver.Outstanding.Count, simulation.Kernel.OpenHandles));
    }

    [Fact]
    public void An_end_does_not_free_the_block_that_the_kernel_has()
    {
        using var simulation = new Simulation();
        (_, EventRegistration registration) = simulation.Watch(Interests.Readable);
        simulation.Driver.CancelsLate = true;

        registration.Dispose();

        Assert.Empty(simulation.Collect());
        Assert.Equal((1, 1), (simulation.Mux.Blocks, simulation.Driver.Outstanding.Count));
        simulation.Driver.FinishCancelled();
        Assert.Empty(simulation.Collect());
        Assert.Equal((0, 0), (simulation.Mux.Blocks, simulation.Driver.Outstanding.Count));
    }

    private static (SimulatedSocket Socket, EventRegistration Registration) InStage(Simulation simulation, Stage stage)
    {
        if (stage == Stage.Unsubmitted)
        {
            SimulatedSocket fresh = simulation.Driver.Open();
            return (fresh, simulation.Mux.Register(fresh.Handle, Interests.Readable, TriggerMode.OneShot));
        }

        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable, TriggerMode.OneShot);
        switch (stage)
        {
            case Stage.Cancelling:
                simulation.Driver.CancelsLate = true;
                registration.Modify(Interests.Writable);
                Assert.Empty(simulation.Collect());
                Assert.True(simulation.Driver.PollOf(socket).IsCancelRequested);
                break;

            case Stage.Answered:
                simulation.Port.HoldsBack = true;
                socket.Arrive();
                break;

            case Stage.Disarmed:
                socket.Arrive();
                simulation.AssertReports(registration, Readiness.Readable);
                break;
        }

        return (socket, registration);
    }

    private static void AssertGone(Simulation simulation, EventRegistration registration)
    {
        simulation.Driver.CancelsLate = false;
        simulation.Driver.FinishCancelled();
        simulation.Port.LetAllGo();
        Assert.Empty(simulation.Collect());
        Assert.False(registration.IsRegistered);
        Assert.Equal((0, 0), (simulation.Mux.Blocks, simulation.Driver.Outstanding.Count));
    }
}

public sealed class ClosedSocketTestsOfEarlyAnswers() : ClosedSocketTests(writesLate: false);

public sealed class ClosedSocketTestsOfLateAnswers() : ClosedSocketTests(writesLate: true);
