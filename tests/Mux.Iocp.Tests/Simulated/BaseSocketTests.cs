using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>The way from a caller's handle to the socket that the driver knows.</summary>
public abstract class BaseSocketTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const uint SIO_BASE_HANDLE = 0x48000022;
    private const uint SIO_BSP_HANDLE_POLL = 0x4800001D;
    private const int InvalidArgument = 10022;
    private const int Fault = 10014;
    private const nint Layered = 500;

    [Fact]
    public void Where_Winsock_was_not_started_the_message_says_so_and_blames_no_provider()
    {
        using var simulation = new Simulation();
        simulation.Kernel.Script.Fail(nameof(IIocpKernel.IsDatagram), Win32Error.NotInitialised);

        var refusal = Assert.Throws<InvalidOperationException>(() => simulation.Mux.Register(simulation.Driver.Open().Handle, Interests.Readable));

        Assert.Contains("WSAStartup", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("provider", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layered_socket_is_polled_by_its_base()
    {
        using var simulation = new Simulation();
        SimulatedSocket below = simulation.Driver.Open();
        Answer(simulation, Layered, SIO_BASE_HANDLE, Win32Result.Success(below.Number));

        EventRegistration registration = simulation.Mux.Register(SimulatedHandle.Borrowing(Layered), Interests.Readable);
        below.Arrive();

        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void A_provider_that_refuses_the_base_is_asked_for_the_handle_below_its_own()
    {
        using var simulation = new Simulation();
        SimulatedSocket below = simulation.Driver.Open();
        Answer(simulation, Layered, SIO_BASE_HANDLE, new Win32Result(0, Fault));
        Answer(simulation, Layered, SIO_BSP_HANDLE_POLL, Win32Result.Success(501));
        Answer(simulation, 501, SIO_BASE_HANDLE, new Win32Result(0, InvalidArgument));
        Answer(simulation, 501, SIO_BSP_HANDLE_POLL, Win32Result.Success(below.Number));

        EventRegistration registration = simulation.Mux.Register(SimulatedHandle.Borrowing(Layered), Interests.Readable);
        below.Arrive();

        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void A_provider_that_refuses_everything_is_named_as_the_reason()
    {
        using var simulation = new Simulation();
        Answer(simulation, Layered, SIO_BASE_HANDLE, new Win32Result(0, Fault));
        Answer(simulation, Layered, SIO_BSP_HANDLE_POLL, new Win32Result(0, InvalidArgument));

        AssertHidden(simulation, Fault);
    }

    [Fact]
    public void A_provider_that_answers_with_itself_is_named_as_the_reason()
    {
        using var simulation = new Simulation();
        Answer(simulation, Layered, SIO_BASE_HANDLE, new Win32Result(0, Fault));
        Answer(simulation, Layered, SIO_BSP_HANDLE_POLL, Win32Result.Success(Layered));

        AssertHidden(simulation, Fault);
    }

    [Fact]
    public void Providers_that_send_to_each_other_are_not_asked_for_ever()
    {
        using var simulation = new Simulation();
        Answer(simulation, Layered, SIO_BASE_HANDLE, new Win32Result(0, Fault));
        Answer(simulation, Layered, SIO_BSP_HANDLE_POLL, Win32Result.Success(501));
        Answer(simulation, 501, SIO_BASE_HANDLE, new Win32Result(0, Fault));
        Answer(simulation, 501, SIO_BSP_HANDLE_POLL, Win32Result.Success(Layered));

        AssertHidden(simulation, Fault);
    }

    [Fact]
    public void Two_handles_of_one_base_socket_cannot_both_be_registered()
    {
        using var simulation = new Simulation();
        SimulatedSocket below = simulation.Driver.Open();
        Answer(simulation, Layered, SIO_BASE_HANDLE, Win32Result.Success(below.Number));
        simulation.Mux.Register(below.Handle, Interests.Readable);

        Assert.Throws<InvalidOperationException>(() => simulation.Mux.Register(SimulatedHandle.Borrowing(Layered), Interests.Readable));
    }

    [Fact]
    public void A_handle_that_is_no_socket_is_refused_with_advice()
    {
        using var simulation = new Simulation();
        simulation.Kernel.Files.Add(700);

        NotSupportedException refusal =
            Assert.Throws<NotSupportedException>(() => simulation.Mux.Register(SimulatedHandle.Borrowing(700), Interests.Readable));

        Assert.StartsWith("Only sockets can be watched on Windows.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, simulation.Mux.Blocks);
    }

    [Fact]
    public void A_number_that_is_no_open_handle_is_refused()
    {
        using var simulation = new Simulation();

        Assert.Throws<ArgumentException>(() => simulation.Mux.Register(SimulatedHandle.Borrowing(800), Interests.Readable));

        Assert.Equal(0, simulation.Mux.Blocks);
    }

    [Fact]
    public void A_closed_handle_is_refused_before_any_call()
    {
        using var simulation = new Simulation();
        SimulatedSocket socket = simulation.Driver.Open();
        socket.Close();

        Assert.Throws<ObjectDisposedException>(() => simulation.Mux.Register(socket.Handle, Interests.Readable));

        Assert.Equal(0, simulation.Kernel.Script.Count(nameof(IIocpKernel.IsDatagram)));
    }

    private static void Answer(Simulation simulation, nint socket, uint code, Win32Result answer) => simulation.Kernel.Layers[(socket, code)] = answer;

    private static void AssertHidden(Simulation simulation, int error)
    {
        NotSupportedException refusal =
            Assert.Throws<NotSupportedException>(() => simulation.Mux.Register(SimulatedHandle.Borrowing(Layered), Interests.Readable));

        Assert.Contains($"(error {error})", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, simulation.Mux.Blocks);
    }
}

public sealed class BaseSocketTestsOfEarlyAnswers() : BaseSocketTests(writesLate: false);

public sealed class BaseSocketTestsOfLateAnswers() : BaseSocketTests(writesLate: true);
